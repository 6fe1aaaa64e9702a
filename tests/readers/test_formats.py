"""The same report in every format gives the same figures: value, unit and indicator of each, in reading order."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from etl.extract import extract
from etl.readers import office, read
from etl.readers.pdf import tables
from etl.rulebook import load_rulebook

SAMPLES = Path(__file__).parent / "samples"
CONVERTED = {".doc", ".wps", ".rtf", ".odt"}
libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
ruled = pytest.mark.skipif(not tables.installed(), reason="needs the extra tables")
NEEDS = {**dict.fromkeys(CONVERTED, libreoffice), ".pdf": ruled}
Figure = tuple[str, Decimal | None, str | None, str | None]
Figures = Callable[[str], list[Figure]]


def samples(stem: str) -> list[object]:
    found = sorted(path.name for path in SAMPLES.glob(f"{stem}.*"))
    return [pytest.param(name, marks=NEEDS.get(Path(name).suffix, ())) for name in found]


@pytest.fixture(scope="module")
def converted() -> dict[str, bytes]:
    """What LibreOffice has to convert, in one call a format, by name."""
    contents = {path.name: path.read_bytes() for path in SAMPLES.iterdir() if path.suffix in CONVERTED}
    return office.convert_ahead(contents)


@pytest.fixture(scope="module")
def figures(converted: dict[str, bytes]) -> Figures:
    rulebook = load_rulebook()

    @cache
    def of(name: str) -> list[Figure]:
        document = read((SAMPLES / name).read_bytes(), name, converted.get(name, b""))
        assert document.notes == ()
        mentions = extract(document, rulebook, name="青山镇.txt").mentions
        kept = [m for m in mentions if m.type in ("quantity", "missing")]
        return [(m.type, m.value, m.unit, m.indicator) for m in kept]

    return of


@pytest.mark.parametrize("name", samples("report"))
def test_a_report_gives_the_figures_of_its_text(name: str, figures: Figures) -> None:
    expected = figures("report.utf8.txt")
    assert len(expected) == 29 and sum(indicator is not None for *_, indicator in expected) > 20
    assert figures(name) == expected


@pytest.mark.parametrize("name", samples("table"))
def test_a_table_alone_gives_the_figures_that_it_gives_in_the_report(name: str, figures: Figures) -> None:
    assert figures(name) == figures("report.docx")[16:25]
