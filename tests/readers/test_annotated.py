"""The annotated reports, where they are at hand, in other formats: docx, docx numbered by Word, doc and html.

The figures are carried back to the offsets of the text, character by character without blanks, and compared with those of the
text itself and with the annotation.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.extract import extract
from etl.extract.mention import Mention
from etl.readers import office, read
from etl.rulebook import load_rulebook

from .samples import make
from .wordfile import item, level, numbering, paragraph

ANNOTATED = Path(__file__).parents[3] / "shared"
FORMATS = ("docx", "numbered.docx", "doc", "html")
SAME = 0.98
COMPARED = ("type", "value", "value_low", "value_high", "unit", "indicator")
SCORED = ("measure", "approx", "role", "scope", "year", "period")
_NUMBER = re.compile(r"([一二三四五六七八九十]{1,2})、|（([一二三四五六七八九十]{1,2})）|(\d{1,2})\.(?=\D)")
_FORMS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))

pytestmark = pytest.mark.skipif(
    not (ANNOTATED / "score.py").is_file(), reason="the annotated reports are not part of the project"
)


def plain(text: str) -> bytes:
    return make.packaged({"document": make.document(*(paragraph(_escaped(line)) for line in text.split("\n")))})


def numbered(text: str) -> bytes:
    """The numbers at the beginnings of lines as numbers of Word's own, each the start of a list of its own."""
    blocks, nums = [], []
    for line in text.split("\n"):
        match = _NUMBER.match(line)
        if match is None:
            blocks.append(paragraph(_escaped(line)))
            continue
        kind = next(index for index, group in enumerate(match.groups()) if group)
        nums.append(_num(len(nums) + 1, kind, _value(match[kind + 1])))
        blocks.append(item(_escaped(line[match.end() :]), kind, len(nums)))
    levels = (level(index, form, shown, '<w:suff w:val="nothing"/>') for index, (form, shown) in enumerate(_FORMS))
    return make.packaged({"document": make.document(*blocks), "numbering": numbering(*levels, nums="".join(nums))})


def _num(number: int, kind: int, start: int) -> str:
    override = f'<w:lvlOverride w:ilvl="{kind}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{override}</w:num>'


def _value(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    digits = "零一二三四五六七八九"
    tens, ten, ones = numeral.rpartition("十")
    return (digits.index(tens or "一") * 10 if ten else 0) + (digits.index(ones) if ones else 0)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The reports by format and stem."""
    folder = tmp_path_factory.mktemp("reports")
    texts = {path.stem: read(path.read_bytes(), path.name).text for path in sorted((ANNOTATED / "seeds").glob("*.txt"))}
    made: dict[str, dict[str, bytes]] = {
        "txt": {stem: text.encode() for stem, text in texts.items()},
        "docx": {stem: plain(text) for stem, text in texts.items()},
        "numbered.docx": {stem: numbered(text) for stem, text in texts.items()},
    }
    sources = []
    for stem, content in made["docx"].items():
        sources.append(folder / f"{stem}.docx")
        sources[-1].write_bytes(content)
    make.convert(*sources, to=("doc", "html"), into=folder)
    return made | {
        suffix: {stem: (folder / f"{stem}.{suffix}").read_bytes() for stem in texts} for suffix in ("doc", "html")
    }


Figures = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def figures(reports: dict[str, dict[str, bytes]]) -> dict[str, Figures]:
    """The figures of each format and report, at the offsets of the text."""
    rulebook = load_rulebook()
    found: dict[str, Figures] = {}
    for form, contents in reports.items():
        ahead = office.convert_ahead(contents) if form == "doc" else {}
        for stem, content in contents.items():
            document = read(content, "", ahead.get(stem, b""))
            places = dict(_places(document.text, reports["txt"][stem].decode()))
            mentions = extract(document, rulebook, name=f"{stem}.txt").mentions
            found.setdefault(form, {})[stem] = [_carried(mention, places) for mention in mentions]
    return found


def _places(text: str, original: str) -> Iterator[tuple[int, int]]:
    """Where each character of a text stands in the original: the same characters but for blanks."""
    ours, theirs = ([at for at, character in enumerate(each) if not character.isspace()] for each in (text, original))
    assert [text[at] for at in ours] == [original[at] for at in theirs]
    yield from zip(ours, theirs, strict=True)


def _carried(mention: Mention, places: dict[int, int]) -> dict[str, Any]:
    fields = {name: getattr(mention, name) for name in (*COMPARED, *SCORED)}
    fields = {name: float(v) if name.startswith("value") and v is not None else v for name, v in fields.items()}
    level = None if mention.relates_to is None else places[mention.relates_to]
    start, end = places[mention.start], places[mention.end - 1] + 1
    return {"start": start, "end": end, "surface": mention.surface, "relates_to": level, **fields}


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_gives_the_figures_of_its_text(form: str, figures: dict[str, Figures]) -> None:
    expected, found = (
        {
            (stem, figure["start"], *(figure[name] for name in COMPARED))
            for stem, all_ in figures[each].items()
            for figure in all_
        }
        for each in ("txt", form)
    )
    assert len(expected & found) / len(expected | found) >= SAME


@pytest.mark.parametrize("form", FORMATS)
def test_the_annotation_is_met_as_well_as_by_the_text(form: str, figures: dict[str, Figures], tmp_path: Path) -> None:
    text, other = _score(figures["txt"], tmp_path / "txt"), _score(figures[form], tmp_path / form)
    assert {name: other[name] for name, value in text.items() if other[name] < SAME * value} == {}


def _score(figures: Figures, folder: Path) -> dict[str, float]:
    folder.mkdir()
    for stem, lines in figures.items():
        (folder / f"{stem}.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    command = [sys.executable, "score.py", "gold", str(folder), "seeds", "--json"]
    done = subprocess.run(command, cwd=ANNOTATED, capture_output=True, encoding="utf-8", check=True)
    score: dict[str, float] = json.loads(done.stdout)
    return score
