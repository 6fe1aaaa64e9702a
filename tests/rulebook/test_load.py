"""Loading: exact data, every mistake at its place with the likely fix, overlays, a version that follows the content."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest

from etl.rulebook import builtin_rules, load_rulebook

from .conftest import GRAIN, Write, problems


def test_the_builtin_rules_load_quickly_and_completely() -> None:
    begun = time.process_time()
    rulebook = load_rulebook()
    assert time.process_time() - begun < 2  # 0.2 s of an idle processor, 0.8 s without libyaml
    assert len(rulebook.indicators) >= 250
    assert {"checks", "workbook"} <= set(rulebook.extra)


def test_numbers_are_exact_and_the_place_is_file_and_line(builtin: Write) -> None:
    rule = load_rulebook(builtin()).indicators["grain_output"]
    assert rule.plausible == (Decimal("0.5"), Decimal(600000))
    assert rule.examples["粮食产量1.5万吨"] == Decimal(15000)
    assert rule.examples["粮食单产480公斤"] == "不算"
    assert (rule.place, rule.category) == ("indicators/grain.yaml:4", "agriculture")


@pytest.mark.parametrize(
    ("line", "written", "place", "code", "advice"),
    [
        ("  unit: 吨", "  unit: 吨\n  aggregat: sum", (7, 3), "XH-RULE-003", "是不是“aggregate”？"),
        ("  unit: 吨", "  unit: 平方公力", (6, 9), "XH-RULE-006", "是不是“平方公里”？"),
        ("  unit: 吨", "  unit: 吨\n  kind: flwo", (7, 9), "XH-RULE-009", "是不是“flow”？"),
        ("  unit: 吨", "  unit: 吨\n  section: [reviw]", (7, 13), "XH-RULE-009", "是不是“review”？"),
        ("  unit: 吨", "  unit: 吨\n  weight: grain_outptu", (7, 11), "XH-RULE-007", "是不是“grain_output”？"),
        ("  unit: 吨", "  unit: 吨\n  ratio: {of: grain_output, to: grain}", (7, 33), "XH-RULE-007", "grain_output"),
        ("  unit: 吨", "  unit: 吨\n  accept: [公斤斤]", (7, 12), "XH-RULE-008", "是不是“公斤”？"),
        ("  unit: 吨", "  unit: 吨\n  phrases: [产量, 产量]", (7, 17), "XH-RULE-002", "请删去一处。"),
        ("  unit: 吨", "  unit: 吨\n  phrases: [粮食…]", (7, 13), "XH-RULE-005", "两边都要有文字"),
        ("  unit: 吨", "  unit: 吨\n  unit: 斤", (7, 3), "XH-RULE-002", "请删去一处"),
        ("  unit: 吨", "  unit: 吨\n  aggregate: weighted_mean", (7, 14), "XH-RULE-013", "weight"),
        ("  unit: 吨", "  unit: 吨\n  place: x", (7, 3), "XH-RULE-003", "请删去这一行"),
        ("  unit: 吨", "  unit: 吨\n  priority: 高", (7, 13), "XH-RULE-005", ""),
        ("  unit: 吨", "  kind: flow", (4, 3), "XH-RULE-004", ""),
        ("  plausible: [0.5, 600000]", "  plausible: [5]", (7, 14), "XH-RULE-005", ""),
        ("  plausible: [0.5, 600000]", "  plausible: [5, 1]", (7, 14), "XH-RULE-005", "[下限, 上限]"),
        ("- code: grain_output", "- code: 粮食产量", (4, 9), "XH-RULE-005", "代码只用小写字母"),
        ("    粮食产量6850吨: 6850", "    粮食产量6850吨: 约6850", (9, 16), "XH-RULE-005", "不算"),
        ("    粮食产量6850吨: 6850", "    粮食产量6850吨: .inf", (9, 16), "XH-RULE-005", "不算"),
        ("title: 农业", "tilte: 农业", (2, 1), "XH-RULE-003", "是不是“title”？"),
        ("title: 农业", "title: *农业", (2, 8), "XH-RULE-001", "请加引号"),
        ("title: 农业", "title: 农业: 林业", (2, 10), "XH-RULE-001", "冒号"),
        ("title: 农业", "title: !!python/name:os.system x", (2, 8), "XH-RULE-012", "请加引号"),
    ],
)
def test_a_mistake_is_reported_at_its_line_and_column_with_the_likely_fix(
    builtin: Write, line: str, written: str, place: tuple[int, int], code: str, advice: str
) -> None:
    found = problems(builtin(**{"indicators/grain": GRAIN.replace(line, written)}))
    first = next(problem for problem in found if problem.code == code)
    assert first.place.file.name == "grain.yaml"
    assert (first.place.line, first.place.column) == place
    assert advice in first.advice


def test_every_mistake_of_every_file_is_collected(builtin: Write) -> None:
    other = GRAIN.replace("grain_output", "other").replace("unit: 吨", "unti: 吨")
    found = problems(builtin(**{"indicators/a": other, "indicators/grain": GRAIN.replace("吨\n", "吨吨吨吨\n")}))
    assert [(problem.place.file.name, problem.code) for problem in found] == [
        ("a.yaml", "XH-RULE-004"), ("a.yaml", "XH-RULE-003"), ("grain.yaml", "XH-RULE-006"),
    ]  # fmt: skip


def test_a_code_defined_twice_names_the_other_place(builtin: Write) -> None:
    (problem,) = problems(builtin(**{"indicators/zz": GRAIN}))
    assert (problem.code, problem.place.file.name) == ("XH-RULE-010", "zz.yaml")
    assert "indicators/grain.yaml:4" in problem.message


def test_a_file_that_is_not_utf8_names_the_line(builtin: Write) -> None:
    folder = builtin()
    (folder / "indicators" / "grain.yaml").write_bytes("category: a\ntitle: 粮食产量\n".encode("gbk"))
    (problem,) = problems(folder)
    assert (problem.code, problem.place.line) == ("XH-RULE-011", 2)


def test_a_missing_lexicon_is_reported(builtin: Write) -> None:
    folder = builtin()
    (folder / "lexicon.yaml").unlink()
    assert [problem.code for problem in problems(folder)] == ["XH-RULE-011"]


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 200_000 + "x", "a: &x [b]\nc: *x", "a: &x [*x]"])
def test_absurd_yaml_is_a_mistake_and_no_crash(builtin: Write, text: str) -> None:
    assert problems(builtin(regions=text))[0].code in ("XH-RULE-001", "XH-RULE-012", "XH-RULE-005")


def test_words_that_yaml_reads_as_booleans_and_dates_stay_words(builtin: Write) -> None:
    extra = load_rulebook(builtin(regions="no: yes\non: 2024-01-01\n1:30: 1:30\nwidth: 1.50\nshow: true\n")).extra
    assert extra["regions"] == {
        "no": "yes", "on": "2024-01-01", "1:30": "1:30", "width": Decimal("1.50"), "show": True,
    }  # fmt: skip


def test_an_overlay_adds_overrides_by_code_and_switches_off(builtin: Write, overlay: Write) -> None:
    own = GRAIN.replace("code: grain_output", "code: tea_output").replace("plausible", "note: 本县\n  plausible")
    folder = builtin(**{"indicators/tea": own.replace("agriculture", "tea")})
    changed = own.replace("tea_output", "grain_output").replace("本县", "改过")
    rulebook = load_rulebook(folder, overlay(**{"indicators/own": changed + "off: [tea_output]\n"}))
    assert list(rulebook.indicators) == ["grain_output"]
    assert rulebook.indicators["grain_output"].note == "改过"
    assert rulebook.indicators["grain_output"].place == "rules/indicators/own.yaml:4"


def test_switching_off_what_does_not_exist_names_the_nearest_code(builtin: Write, overlay: Write) -> None:
    (problem,) = problems(builtin(), overlay(**{"indicators/own": "category: a\ntitle: b\noff: [grain_outputs]\n"}))
    assert (problem.code, problem.advice) == ("XH-RULE-007", "是不是“grain_output”？")
    assert problem.place.line == 3


def test_an_overlay_adds_units_and_replaces_other_files_key_by_key(builtin: Write, overlay: Write) -> None:
    units = "units:\n- {unit: 亩, dimension: area, factor: '2'}\n- {unit: 晌, dimension: area, factor: 10.5}\n"
    folder = builtin(regions="a: 1\nb: {c: 2}\n")
    rulebook = load_rulebook(folder, overlay(units=units, regions="b: {d: 3}\n"))
    factors = {unit.unit: unit.factor for unit in rulebook.units.units}
    assert (factors["亩"], factors["晌"], factors["公顷"]) == (Decimal(2), Decimal("10.5"), Decimal(15))
    assert rulebook.extra["regions"] == {"a": 1, "b": {"d": 3}}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("{unit: 晌, dimension: aera, factor: 1}", "XH-RULE-006"),
        ("{unit: 晌, dimension: area, factor: 0}", "XH-RULE-005"),
        ("{unit: 晌, dimension: area, factor: 1, variants: [公顷]}", "XH-RULE-010"),
        ("{unit: 晌, dimension: area, factor: 一}", "XH-RULE-005"),
    ],
)
def test_a_mistake_in_an_overlay_unit_is_placed_in_the_overlay(
    builtin: Write, overlay: Write, row: str, code: str
) -> None:
    own = overlay(units=f"units:\n- {row}\n")
    (problem,) = problems(builtin(), own)
    assert (problem.code, problem.place.file, problem.place.line) == (code, own / "units.yaml", 2)


def test_an_empty_or_absent_overlay_changes_nothing(builtin: Write, overlay: Write, tmp_path: Path) -> None:
    folder = builtin()
    empty = overlay(units="# nothing yet\n", **{"indicators/own": "# nothing yet\n"})
    assert load_rulebook(folder, empty).indicators == load_rulebook(folder, tmp_path / "nowhere").indicators
    assert load_rulebook(folder, folder) == load_rulebook(folder)


def test_the_version_follows_the_content_not_newlines_or_folders(builtin: Write, tmp_path: Path) -> None:
    folder = builtin()
    version = load_rulebook(folder).version
    file = folder / "indicators" / "grain.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    moved = folder.rename(tmp_path / "elsewhere")
    assert load_rulebook(moved).version == version
    assert len(version) == 12
    (moved / "indicators" / "grain.yaml").write_text(GRAIN.replace("0.5", "0.6"), encoding="utf-8")
    assert load_rulebook(moved).version != version


def test_a_check_that_names_an_unknown_indicator_or_field_is_a_mistake(builtin: Write) -> None:
    text = (builtin_rules() / "checks.yaml").read_text(encoding="utf-8")
    known = re.sub(r"(once|several|indicators): \[[^\]]*\]", r"\1: []", text[: text.index("identities:")])
    wrong = known + "identities:\n- name: x\n  at_most: [grain_output, grain_outputs]\n"
    (problem,) = problems(builtin(checks=wrong))
    assert (problem.code, problem.advice) == ("XH-RULE-007", "是不是“grain_output”？")
    listed = problems(builtin(checks=known.replace("once: []", "once: [grain_outputs]")))
    assert [problem.advice for problem in listed] == ["是不是“grain_output”？"]
    misspelt = problems(builtin(checks=known.replace("{surface}", "{sourface}")))
    assert all("{sourface}" in problem.message for problem in misspelt)
