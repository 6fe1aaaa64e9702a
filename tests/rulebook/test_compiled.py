"""The compiled form: the same rules without YAML, never stale, and never in the way."""

from __future__ import annotations

import json
import multiprocessing
import time
from decimal import Decimal
from pathlib import Path

import pytest

from etl.errors import AuthorError
from etl.extract.grammar import Grammar
from etl.extract.vocabulary import Vocabulary
from etl.rulebook import Rulebook, builtin_rulebook, compiled, kept_rulebook, load_rulebook

from .conftest import GRAIN, Write

ODD = "texts: ['=1', \"'2\", '3', '', '不']\nnumbers: [1, 1.50, 2., 1e3, true, null]\nnested: {a: {b: [0.10]}}\n"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / ".xianhui" / "rules.json"


@pytest.fixture
def from_yaml(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that rules come from YAML."""
    loaded: list[int] = []

    def load(builtin: Path, overlay: Path | None) -> Rulebook:
        loaded.append(1)
        return load_rulebook(builtin, overlay)

    monkeypatch.setattr(compiled, "load_rulebook", load)
    return loaded


def places(rulebook: Rulebook) -> list[tuple[str, str, str]]:
    return [(rule.code, rule.category, rule.place) for rule in rulebook.indicators.values()]


def test_the_stock_is_the_same_from_the_compiled_form(kept: Path, from_yaml: list[int]) -> None:
    first, second = kept_rulebook(kept), kept_rulebook(kept)
    assert len(from_yaml) == 1
    assert first == second == load_rulebook()
    assert places(first) == places(second)


def test_without_a_workspace_the_stock_is_kept_with_the_compiled_modules(
    tmp_path: Path, from_yaml: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path))
    assert builtin_rulebook() == builtin_rulebook() == load_rulebook()
    assert len(from_yaml) == 1
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["rulebook.json"]


def test_loading_and_compiling_the_stock_takes_less_than_a_third_of_a_second(kept: Path) -> None:
    kept_rulebook(kept)
    needed = []
    for _ in range(3):
        begun = time.process_time()
        words = Vocabulary(kept_rulebook(kept))
        assert (
            words.anchors and words.compiled(Grammar).figure and words.neighbours and words.dimensions and words.names
        )
        needed.append(time.process_time() - begun)
    assert min(needed) < 0.3


def test_plain_data_keeps_its_kinds_and_digits(builtin: Write, kept: Path) -> None:
    folder = builtin(regions=ODD)
    kept_rulebook(kept, None, folder)
    regions = kept_rulebook(kept, None, folder).extra["regions"]
    assert regions == load_rulebook(folder).extra["regions"]
    assert isinstance(regions, dict)
    assert list(map(repr, regions["numbers"])) == [
        "1", "Decimal('1.50')", "Decimal('2')", "Decimal('1E+3')", "True", "None",
    ]  # fmt: skip
    assert regions["texts"] == ["=1", "'2", "3", "", "不"]
    assert str(regions["nested"]["a"]["b"][0]) == str(Decimal("0.10"))


def test_a_changed_rule_is_in_force_at_once(builtin: Write, overlay: Write, kept: Path, from_yaml: list[int]) -> None:
    folder, own = builtin(), overlay()
    assert kept_rulebook(kept, own, folder).indicators["grain_output"].plausible == (Decimal("0.5"), 600000)
    (folder / "indicators" / "grain.yaml").write_text(GRAIN.replace("0.5", "0.6"), encoding="utf-8")
    assert kept_rulebook(kept, own, folder).indicators["grain_output"].plausible == (Decimal("0.6"), 600000)
    overlay(**{"indicators/own": "category: own\ntitle: 本地\noff: [grain_output]\n"})
    assert kept_rulebook(kept, own, folder).indicators == {}
    assert "grain_output" in kept_rulebook(kept, None, folder).indicators
    assert kept_rulebook(kept, own, folder).indicators == {}
    assert len(from_yaml) == 5


def test_another_program_reads_yaml_again(kept: Path, from_yaml: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    kept_rulebook(kept)
    monkeypatch.setattr(compiled, "_program", lambda: "another")
    kept_rulebook(kept)
    assert len(from_yaml) == 2


def test_a_file_that_nobody_reads_is_a_mistake_also_after_the_rules_were_kept(
    builtin: Write, overlay: Write, kept: Path
) -> None:
    folder, own = builtin(), overlay()
    kept_rulebook(kept, own, folder)
    (own / "indicators" / "local.yaml.txt").write_text("category: a\n", encoding="utf-8")
    with pytest.raises(AuthorError):
        kept_rulebook(kept, own, folder)


def test_rules_with_mistakes_are_never_kept(builtin: Write, overlay: Write, kept: Path) -> None:
    folder, own = builtin(), overlay(**{"indicators/own": "category: own\n"})
    for _ in range(2):
        with pytest.raises(AuthorError):
            kept_rulebook(kept, own, folder)
    assert not kept.exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", "\x00\xff", '{"version": 1}', "gone"])
def test_a_spoilt_file_is_replaced(builtin: Write, kept: Path, content: str) -> None:
    folder = builtin()
    rulebook = kept_rulebook(kept, None, folder)
    good = kept.read_bytes()
    if content == "gone":
        data = json.loads(good)
        del data["indicators"][0]["unit"]
        content = json.dumps(data)
    kept.write_text(content, encoding="latin-1" if "\x00" in content else "utf-8")
    assert kept_rulebook(kept, None, folder) == rulebook
    assert kept.read_bytes() == good


def test_a_folder_that_cannot_be_written_costs_only_time(builtin: Write, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    kept = tmp_path / "file" / "rules.json"
    folder = builtin()
    assert kept_rulebook(kept, None, folder) == kept_rulebook(kept, None, folder) == load_rulebook(folder)


def _load(kept: str) -> str:
    return kept_rulebook(Path(kept)).version


def test_several_processes_at_once_get_the_same_rules(kept: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        versions = set(pool.map(_load, [str(kept)] * 6, chunksize=2))
    assert versions == {load_rulebook().version}
    assert [file.name for file in kept.parent.iterdir()] == ["rules.json"]
    assert json.loads(kept.read_bytes())["version"] in versions
