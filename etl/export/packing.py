"""From sheets to the bytes of the workbook: the parts of its file, in which nothing changes from run to run.

What is the same for every workbook is written by openpyxl, once, and so are charts. The rest is put together as text:
objects for each element take many times as long. Properties carry no time of writing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from html import escape
from typing import Any, NamedTuple, cast

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.extended import ExtendedProperties
from openpyxl.utils import absolute_coordinate, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook._writer import WorkbookWriter
from openpyxl.writer.theme import theme_xml
from openpyxl.xml.constants import (
    ARC_APP,
    ARC_CORE,
    ARC_ROOT_RELS,
    ARC_STYLE,
    ARC_THEME,
    ARC_WORKBOOK,
    ARC_WORKBOOK_RELS,
)
from openpyxl.xml.functions import tostring

from etl.export.styles import attribute
from etl.export.worksheet import MAIN, RELATIONS, Worksheet
from etl.export.zipped import Entry, entry, zipped

EPOCH = datetime(2000, 1, 1)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_CONTENTS = "[Content_Types].xml"
_DRAWING = "xl/drawings/drawing1.xml"
_VIEW = (
    '<workbookView visibility="visible" minimized="0" showHorizontalScroll="1" showVerticalScroll="1" '
    'showSheetTabs="1" tabRatio="600" firstSheet="0" activeTab="0" autoFilterDateGrouping="1"/>'
)


class _Part(NamedTuple):
    """A part of the file, and which kind of content it is."""

    name: str
    content: bytes
    kind: str


def packed(sheets: Sequence[Worksheet], styles: bytes, keywords: str = "") -> bytes:
    """The workbook's bytes; one of the sheets at the most holds charts.

    ``keywords`` go among the properties of the file, which every office program keeps when it saves.
    """
    parts = list(_parts(sheets))
    fixed = _fixed()
    return zipped([
        fixed[ARC_APP],
        _properties(keywords) if keywords else fixed[ARC_CORE],
        fixed[ARC_THEME],
        *(entry(part.name, part.content) for part in parts),
        entry(ARC_STYLE, styles),
        fixed[ARC_ROOT_RELS],
        entry(ARC_WORKBOOK, _workbook(sheets).encode()),
        entry(ARC_WORKBOOK_RELS, _relations(_sheet_relations(len(sheets)))),
        entry(_CONTENTS, _contents(parts)),
    ])  # fmt: skip


@cache
def _fixed() -> dict[str, Entry]:
    """The parts that are the same in every workbook, and the properties of one without keywords."""
    root: Any = WorkbookWriter(Workbook())
    parts = {
        ARC_APP: _as_xml(ExtendedProperties().to_tree()),
        ARC_THEME: theme_xml.encode(),
        ARC_ROOT_RELS: root.write_root_rels(),
    }
    return {name: entry(name, part) for name, part in parts.items()} | {ARC_CORE: _properties("")}


def _properties(keywords: str) -> Entry:
    told = DocumentProperties(creator="县汇", created=EPOCH, modified=EPOCH, keywords=keywords or None)
    return entry(ARC_CORE, _as_xml(told.to_tree()))


def _parts(sheets: Sequence[Worksheet]) -> Iterator[_Part]:
    """The sheets, the drawing right behind the one that it is in, and the charts that the drawing shows."""
    charts: list[_Part] = []
    for number, sheet in enumerate(sheets, 1):
        yield _Part(f"xl/worksheets/sheet{number}.xml", sheet.xml(), f"{_OFFICE}.spreadsheetml.worksheet+xml")
        if sheet.charts:
            drawing: Any = SpreadsheetDrawing()
            drawing.charts = sheet.charts
            for at, chart in enumerate(cast(Any, sheet.charts), 1):
                chart._id = at
                charts.append(_Part(chart.path[1:], _as_xml(chart._write()), f"{_OFFICE}.drawingml.chart+xml"))
            yield _Part(_DRAWING, _as_xml(drawing._write()), f"{_OFFICE}.drawing+xml")
            yield _Part("xl/drawings/_rels/drawing1.xml.rels", _as_xml(drawing._write_rels()), "")
            related = _relations([("drawing", f"/{_DRAWING}")])
            yield _Part(f"xl/worksheets/_rels/sheet{number}.xml.rels", related, "")
    yield from charts


def _workbook(sheets: Sequence[Worksheet]) -> str:
    listed = "".join(
        f'<sheet xmlns:r="{RELATIONS}" name="{attribute(sheet.title)}" sheetId="{at}" state="visible" r:id="rId{at}"/>'
        for at, sheet in enumerate(sheets, 1)
    )
    names = "".join(name for at, sheet in enumerate(sheets) for name in _names(at, sheet))
    return (
        f'<workbook xmlns="{MAIN}"><workbookPr/><workbookProtection/><bookViews>{_VIEW}</bookViews>'
        f"<sheets>{listed}</sheets>{f'<definedNames>{names}</definedNames>' if names else '<definedNames/>'}"
        '<calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
    )


def _names(at: int, sheet: Worksheet) -> Iterator[str]:
    """The range of the sheet's filter, and the rows that stand on every page."""
    title = escape(quote_sheetname(sheet.title), False)
    if sheet.filtered:
        shown = absolute_coordinate(sheet.filtered)
        yield f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">{title}!{shown}</definedName>'
    if sheet.repeated:
        rows = f"$1:${sheet.repeated}"
        yield f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">{title}!{rows}</definedName>'


def _sheet_relations(count: int) -> list[tuple[str, str]]:
    sheets = [("worksheet", f"/xl/worksheets/sheet{number}.xml") for number in range(1, count + 1)]
    return [*sheets, ("styles", "styles.xml"), ("theme", "theme/theme1.xml")]


def _relations(to: Sequence[tuple[str, str]]) -> bytes:
    """What a part leads to: the kind and the place of each."""
    listed = "".join(
        f'<Relationship Type="{RELATIONS}/{kind}" Target="{target}" Id="rId{at}"/>'
        for at, (kind, target) in enumerate(to, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'.encode()


def _contents(parts: Sequence[_Part]) -> bytes:
    """What is in the file, and of which kind."""
    kinds = {
        ARC_STYLE: f"{_OFFICE}.spreadsheetml.styles+xml",
        ARC_THEME: f"{_OFFICE}.theme+xml",
        ARC_CORE: "application/vnd.openxmlformats-package.core-properties+xml",
        ARC_APP: f"{_OFFICE}.extended-properties+xml",
        **{part.name: part.kind for part in parts if part.kind},
        ARC_WORKBOOK: f"{_OFFICE}.spreadsheetml.sheet.main+xml",
    }
    listed = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    ).encode()


def _as_xml(element: Any) -> bytes:
    return cast(bytes, tostring(element))
