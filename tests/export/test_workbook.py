"""The workbook as its readers see it: sheets, figures, marks, links both ways, drop-downs, print set-up."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from etl.export.fitting import CUT, LONGEST, clean, lines
from etl.export.layout import load_layout
from etl.export.review import COLUMNS, DECISIONS
from etl.export.review_sheets import SPARE_ROWS
from etl.export.workbook import write_workbook
from etl.rollup import CountyTables
from etl.rulebook import Rulebook
from etl.tables import FIGURE

from .conftest import Maker

LISTS = ["问题清单", "待审核", "审核记录", "上次审核结果", "明细", "证据", "未归类指标", "变更", "文档清单"]


@pytest.fixture(scope="module")
def tables(make_county: Maker) -> CountyTables:
    return make_county(12, 30)


@pytest.fixture(scope="module")
def content(tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook) -> bytes:
    return write_workbook(tables, documents, rulebook)


@pytest.fixture(scope="module")
def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def themes(book: openpyxl.Workbook) -> list[Worksheet]:
    names = book.sheetnames
    return [book[name] for name in names[names.index("图表") + 1 : names.index("目标对照")]]


def at(book: openpyxl.Workbook, location: str) -> Any:
    """The cell that a link leads to."""
    sheet, _, cell = location.partition("!")
    return book[sheet.strip("'")][cell]


def test_sheets_stand_in_the_order_of_the_layout(book: openpyxl.Workbook) -> None:
    names = book.sheetnames
    assert names[:4] == ["封面", "目录", "汇总", "图表"]
    assert names[-11:] == ["目标对照", "没有下文的目标", *LISTS]
    assert len(names) == len(set(names))


def test_only_themes_with_figures_have_sheets(book: openpyxl.Workbook, tables: CountyTables) -> None:
    assert all(sheet.title.startswith("农业") for sheet in themes(book))
    shown = sum(1 for sheet in themes(book) for cell in sheet[3][1:] if cell.value)
    assert shown == tables.observations["indicator"].n_unique()


def test_theme_sheets_hold_at_most_nine_indicators(book: openpyxl.Workbook) -> None:
    for sheet in themes(book):
        assert 1 <= sum(1 for cell in sheet[3][1:] if cell.value) <= 9


def test_lists_have_one_head_row_and_no_merged_cells(book: openpyxl.Workbook) -> None:
    for name in LISTS:
        sheet = book[name]
        assert all(cell.value for cell in sheet[1])
        assert not sheet.merged_cells.ranges
        assert sheet.auto_filter.ref.startswith("A1:") and sheet.freeze_panes


def test_every_figure_leads_to_its_sentence_and_back(book: openpyxl.Workbook) -> None:
    evidence = book["证据"]
    for sheet in themes(book):
        township = {row: str(sheet.cell(row, 1).value).removesuffix("（未报）") for row in range(5, sheet.max_row + 1)}
        for row in sheet.iter_rows(min_row=5, max_row=16, min_col=2):
            for cell in row:
                if cell.value is None:
                    continue
                target = at(book, cell.hyperlink.location)
                assert target.parent is evidence and target.value == township[cell.row]
    for row in range(2, book["明细"].max_row + 1):
        value = book["明细"].cell(row, 5)
        target = at(book, value.hyperlink.location)
        assert at(book, target.hyperlink.location).row == row
        back = at(book, evidence.cell(target.row, 2).hyperlink.location)
        assert back.value == value.value


def test_no_link_is_an_external_target(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rels = [name for name in archive.namelist() if name.startswith("xl/worksheets/_rels")]
        assert not any(b"hyperlink" in archive.read(name) for name in rels)


def test_figures_are_numbers_and_marks_are_words(book: openpyxl.Workbook, tables: CountyTables) -> None:
    sheet = book["明细"]
    seen = set()
    for row in sheet.iter_rows(min_row=2):
        value, approx, status = row[4], row[9].value, row[10].value
        seen.add(status)
        if status == "原文缺数":
            assert value.value == "缺"
            continue
        assert isinstance(value.value, int | float)
        if approx:
            assert f'"{approx}"' in value.number_format
        if status in ("预计", "有矛盾"):
            assert '(预)"' in value.number_format or '(疑)"' in value.number_format
    assert seen == {"明确", "约数", "预计", "有矛盾", "原文缺数"}


def test_figures_are_stored_digit_for_digit(content: bytes, tables: CountyTables) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        stored = set()
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                stored |= set(re.findall(r"<v>([^<]*)</v>", archive.read(name).decode()))
    values = tables.observations["value"].drop_nulls().to_list()
    assert {f"{value.normalize():f}" for value in values} <= stored


def test_not_reported_stays_blank(book: openpyxl.Workbook) -> None:
    for sheet in themes(book):
        row = next(row for row in range(5, 20) if str(sheet.cell(row, 1).value).endswith("（未报）"))
        assert all(cell.value is None for cell in sheet[row][1:])


def test_county_row_and_coverage(book: openpyxl.Workbook, tables: CountyTables) -> None:
    sheet = themes(book)[0]
    rows = {sheet.cell(row, 1).value: row for row in range(5, sheet.max_row + 1)}
    first = tables.rollup.row(0, named=True)
    assert sheet.cell(rows["汇总"], 2).value == pytest.approx(float(first["value"]))
    assert sheet.cell(rows["已报/应报"], 2).value == f"{first['reporting']}/12"


def test_review_sheet_keeps_its_contract(book: openpyxl.Workbook) -> None:
    sheet = book["待审核"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == f'"{",".join(DECISIONS)}"' and validation.showErrorMessage
    assert str(validation.sqref) == f"I2:I{sheet.max_row + SPARE_ROWS}"
    assert all(sheet.cell(row, column).value is None for row in range(2, 6) for column in range(9, 13))


def test_every_sheet_prints_on_a4_one_page_wide(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        setup = sheet.page_setup
        assert (setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (9, 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_margins.footer == pytest.approx(0.3)
    for sheet in [*themes(book), *(book[name] for name in ["汇总", *LISTS])]:
        assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows


def test_nothing_prints_smaller_than_eight_and_a_half_points(book: openpyxl.Workbook) -> None:
    """A4 landscape less margins is 10.9 inches; a width unit of Arial 10 is 7.5 pixels at most; the font has 10 points."""
    for sheet in book.worksheets:
        landscape = sheet.page_setup.orientation == "landscape"
        inches = (11.69 if landscape else 8.27) - sheet.page_margins.left - sheet.page_margins.right
        pixels = sum(dimension.width * 7.5 for dimension in sheet.column_dimensions.values())
        assert 10 * min(1, inches * 96 / pixels) >= 8.5, sheet.title


def test_rows_are_as_high_as_their_text(book: openpyxl.Workbook) -> None:
    sheet = book["证据"]
    for row in range(2, 30):
        needed = lines(str(sheet.cell(row, 4).value), sheet.column_dimensions["D"].width)
        assert sheet.row_dimensions[row].height >= needed * 14


def test_figure_is_set_off_in_its_sentence(content: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)["证据"]
    marked = [part for part in sheet.cell(2, 4).value if not isinstance(part, str) and part.font.b]
    assert [part.text for part in marked] == [sheet.cell(2, 3).value]


def test_cover_names_who_is_missing(book: openpyxl.Workbook, tables: CountyTables) -> None:
    rows = {row[0].value: row for row in book["封面"].iter_rows()}
    assert rows["应报乡镇"][1].value == "12" and rows["已报乡镇"][1].value == "11"
    assert rows["未报乡镇"][2].value == tables.expected[-1]
    assert rows["规则版本"][1].value


def test_contents_lead_to_every_sheet(book: openpyxl.Workbook) -> None:
    sheet = book["目录"]
    links = [sheet.cell(row, 1) for row in range(3, sheet.max_row + 1)]
    assert [cell.value for cell in links] == book.sheetnames
    assert all(at(book, cell.hyperlink.location).parent.title == cell.value for cell in links)


HOSTILE = "=1+2\x00\x0b<&>\ud800 坏"


def test_hostile_text_stays_text(make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook) -> None:
    tables = make_county(2, 3)
    odd = tables.observations.with_columns(evidence=pl.lit("=1+2\x00\x0b<&>坏"), rule=pl.lit("@SUM(A1)"))
    content = write_workbook(make_county(2, 3, observations=odd), documents, rulebook)
    cell = openpyxl.load_workbook(io.BytesIO(content))["证据"].cell(2, 4)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+2<&>坏", "s", True)


def test_clean_removes_and_cuts() -> None:
    assert clean(HOSTILE) == "=1+2<&> 坏"
    assert clean("行\r\n行\r行") == "行\n行\n行"
    long = clean("𠀀" * 20_000)
    assert len(long.encode("utf-16-le")) // 2 <= LONGEST and long.endswith(CUT)


def test_half_year_reports_get_their_own_theme_sheets(
    make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    tables = make_county(3, 4)
    half = pl.lit("2023H1").alias("period")
    both = {
        name: pl.concat([getattr(tables, name), getattr(tables, name).with_columns(half)])
        for name in ("observations", "reports", "rollup")
    }
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(make_county(3, 4, **both), documents, rulebook)))
    assert {"农业", "农业 2023H1"} <= set(book.sheetnames)


def test_pure_plan_shows_its_plans(make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook) -> None:
    plan = pl.lit("plan").alias("role")
    tables = make_county(3, 4)
    planned = {name: getattr(tables, name).with_columns(plan) for name in ("observations", "rollup")}
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(make_county(3, 4, **planned), documents, rulebook)))
    assert "农业" in book.sheetnames


def test_county_of_twenty_townships_is_written_at_once(
    make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    """The promise is 1 s for 3,000 rows of evidence; counted is this thread's time, with room for a machine that is busy."""
    tables = make_county(20, 174)
    assert load_layout(rulebook) and tables.observations["value"].dtype == FIGURE
    assert tables.observations.height >= 3000
    taken = []
    for _ in range(3):
        start = time.thread_time()
        write_workbook(tables, documents, rulebook)
        taken.append(time.thread_time() - start)
    assert min(taken) <= 1.2


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed: a re-save cannot be tried")
def test_links_and_choices_survive_a_save_by_libreoffice(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "县.xlsx").write_bytes(content)
    profile = (tmp_path / "profile").as_uri()
    command = [
        str(OFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
        "--outdir", str(tmp_path / "saved"), str(tmp_path / "县.xlsx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = openpyxl.load_workbook(tmp_path / "saved" / "县.xlsx")
    before = openpyxl.load_workbook(io.BytesIO(content))
    assert saved.sheetnames == before.sheetnames
    for name in [*[sheet.title for sheet in themes(before)], "明细", "证据", "目录"]:
        assert targets(saved[name]) == targets(before[name])
    review = saved["待审核"]
    assert [cell.value for cell in review[1]] == list(COLUMNS)
    (validation,) = review.data_validations.dataValidation
    assert "确认" in validation.formula1
    ids = [review.cell(row, 1).value for row in range(2, review.max_row + 1)]
    assert ids == [before["待审核"].cell(row, 1).value for row in range(2, before["待审核"].max_row + 1)]


def targets(sheet: Worksheet) -> dict[str, tuple[str, str]]:
    """Where each link of a sheet leads: sheet and cell, however the location is quoted."""
    found = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.hyperlink:
                location = cell.hyperlink.location or ""
                name, _, address = location.replace("'", "").replace("$", "").rpartition("!")
                found[cell.coordinate] = (name, address)
    return found
