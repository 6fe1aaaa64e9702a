"""Makes the sample report in every format: python -m tests.readers.samples.make (needs LibreOffice and openpyxl).

The report and its figures are invented. What is read of each format must give the same figures; see test_formats.py.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import yaml

from tests.readers.sheetfile import book
from tests.readers.wordfile import (
    cell,
    document,
    level,
    numbering,
    packed,
    paragraph,
    row,
    style,
    styled,
    styles,
    table,
)

FOLDER = Path(__file__).parent
TITLE = "青山镇2023年工作总结和2024年工作计划"
# Headings have the level as a number before them; what is in the middle of ** is bold where there is such a thing.
BEFORE = [
    "2023年，全镇实现地区生产总值9.86亿元，同比增长6.2%；固定资产投资12345.6万元，下降3.2%。",
    "1一、2023年工作回顾",
    "2（一）产业发展",
    "粮食播种面积**1.82**万亩，粮食总产量**6850**吨，同比增长5.4%；生猪出栏1.2万头。新建高标准农田3200亩。",
    "招商引资到位资金2.35亿元，新增规模以上工业企业2家。",
    "2（二）民生保障",
    "农村居民人均可支配收入21345元，增长8.1%。改造农村厕所86户，发放低保金126.8万元，惠及1286人次。",
    "主要指标完成情况见下表。",
]
CAPTION = "2023年主要指标完成情况表"
TABLE = [
    ("指标", "计量单位", "2023年", "2022年", "增长%"),
    ("粮食总产量", "吨", "6850", "6500", "5.4"),
    ("固定资产投资", "万元", "12,345.60", "12,754.00", "-3.2"),
    ("农村居民人均可支配收入", "元", "21345", "19746", "8.1"),
]
FORMATS = {"C4": "#,##0.00", "D4": "#,##0.00"}
AFTER = [
    "1二、2024年工作计划",
    "力争地区生产总值增长7%，完成固定资产投资1.3亿元，新建高标准农田4000亩，改造农村厕所100户。",
]
LINES = [*BEFORE, CAPTION, *AFTER]
PARTS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RULES = Path(__file__).parents[3] / "rules"


def plain() -> str:
    """The report as text, its table with tabs."""
    lines = [TITLE, *(_without_marks(line) for line in BEFORE), CAPTION]
    return "\n".join([*lines, *("\t".join(cells) for cells in TABLE), *(_without_marks(line) for line in AFTER)]) + "\n"


def traditional(text: str) -> str:
    listed = yaml.safe_load((RULES / "traditional.yaml").read_text("utf-8"))["traditional"].split()
    pairs = {pair[1]: pair[0] for pair in reversed(listed) if pair[0].encode("big5", "ignore")}
    return "".join(pairs.get(character, character) for character in text)


def _without_marks(line: str) -> str:
    return _split(line)[1].replace("**", "")


def _split(line: str) -> tuple[int, str]:
    return (int(line[0]), line[1:]) if line[0].isdigit() and not line[1].isdigit() else (0, line)


def html() -> str:
    lines = "".join(map(_html_line, BEFORE))
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in cells) + "</tr>\n" for cells in TABLE)
    return (
        '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>青山镇</title><style>p { margin: 10px }</style></head>\n'
        "<body><header>青山县人民政府 2024年1月5日 星期五</header><nav><a href='/1'>首页</a> <a href='/2'>专题3</a></nav>\n"
        f"<main><h1>{TITLE}</h1>\n{lines}<p>{CAPTION}</p>\n<table>{rows}</table>\n{''.join(map(_html_line, AFTER))}"
        "<p style='display: none'>浏览次数：12345</p></main>\n<footer>备案号：12345678号 电话：010-12345678</footer>"
        "<script>var figures = 99;</script></body></html>\n"
    )


def _html_line(line: str) -> str:
    depth, text = _split(line)
    parts = text.split("**")
    text = "".join(f"<b>{part}</b>" if number % 2 else part for number, part in enumerate(parts))
    text = text.replace("；", "；\n")  # as editors wrap their source
    return f"<h{depth + 1}>{text}</h{depth + 1}>\n" if depth else f"<p>　　{text}</p>\n"


def markdown() -> str:
    lines = [f"# {TITLE}", *map(_markdown_line, BEFORE), CAPTION]
    rows = ["| " + " | ".join(cells) + " |" for cells in TABLE]
    rule = "|" + " --- |" * len(TABLE[0])
    return "\n\n".join([*lines, "\n".join([rows[0], rule, *rows[1:]]), *map(_markdown_line, AFTER)]) + "\n"


def _markdown_line(line: str) -> str:
    depth, text = _split(line)
    return f"{'#' * (depth + 1)} {text}" if depth else text


def docx(*, numbered: bool = True) -> bytes:
    """The report with headings by style, ``numbered`` by Word itself."""
    lists = numbering(
        level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>'),
        level(1, "chineseCounting", "（%2）", '<w:suff w:val="nothing"/>'),
    )
    looks = styles(
        style("t", "Title"),
        *(
            style(
                f"h{depth}", f"heading {depth}", f'<w:numPr><w:ilvl w:val="{depth - 1}"/><w:numId w:val="1"/></w:numPr>'
            )
            for depth in (1, 2)
        ),
    )
    grid = table(*(row(*(cell(text) for text in cells)) for cells in TABLE))
    before, after = ([_word_line(line, numbered=numbered) for line in lines] for lines in (BEFORE, AFTER))
    blocks = [styled("t", TITLE), *before, paragraph(CAPTION), grid, *after]
    return packaged({"document": document(*blocks), "styles": looks, "numbering": lists})


def packaged(parts: dict[str, str]) -> bytes:
    """A docx of these parts, with what LibreOffice asks for around them."""
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{PARTS}.{"document.main" if name == "document" else name}+xml"/>'
        for name in parts
    )
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>'
        for name in parts
        if name != "document"
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    around: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
    }
    return packed({**around, **{f"word/{name}.xml": xml for name, xml in parts.items()}})


def _word_line(line: str, *, numbered: bool) -> str:
    depth, text = _split(line)
    if depth and numbered:
        return styled(f"h{depth}", text.lstrip("（一二三").lstrip("）、"))
    return paragraph(text.replace("**", ""))


def xlsx() -> bytes:
    """The title and the table, with figures as numbers."""

    def change(sheet):  # type: ignore[no-untyped-def]
        for place, form in FORMATS.items():
            sheet[place].number_format = form

    rows = [tuple(_number(text) for text in cells) for cells in TABLE]
    return book(("青山镇" + CAPTION,), *rows, merge=("A1:E1",), change=change)


def _number(text: str) -> object:
    bare = text.replace(",", "")
    return float(bare) if bare.lstrip("-").replace(".", "").isdigit() else text


def csv() -> str:
    return f"青山镇{CAPTION},,,,\r\n" + "".join(
        ",".join(f'"{text}"' if "," in text else text for text in cells) + "\r\n" for cells in TABLE
    )


def ofd(printed: bytes) -> bytes:
    """The printed report as OFD: each character of the PDF file at its place, in points instead of millimetres."""
    import pypdfium2

    from etl.readers.pdf.chars import printed_on

    namespace = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts: dict[str, str | bytes] = {}
    for number, page in enumerate(pypdfium2.PdfDocument(printed)):
        objects = "".join(
            f'<ofd:TextObject Boundary="{char.box.left:.1f} {char.base:.1f} 9 9" Size="{char.size:.1f}">'
            f'<ofd:TextCode X="0" Y="0">{char.text}</ofd:TextCode></ofd:TextObject>'
            for char in printed_on(page).chars
        )
        parts[f"Doc_0/{number}.xml"] = f"<ofd:Page {namespace}><ofd:Content>{objects}</ofd:Content></ofd:Page>"
    pages = "".join(f'<ofd:Page BaseLoc="{name.rpartition("/")[2]}"/>' for name in parts)
    area = "<ofd:PhysicalBox>0 0 595 842</ofd:PhysicalBox>"
    parts["Doc_0/D.xml"] = f"<ofd:Document {namespace}>{area}<ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    parts["OFD.xml"] = (
        f"<ofd:OFD {namespace}><ofd:DocBody><ofd:DocRoot>Doc_0/D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    return packed(parts)


def main() -> None:
    report = plain()
    texts = {"utf8": report.encode(), "gb18030": report.replace("\n", "\r\n").encode("gb18030")}
    texts |= {"utf16": report.encode("utf-16"), "big5": traditional(report).encode("big5hkscs")}
    for name, content in texts.items():
        (FOLDER / f"report.{name}.txt").write_bytes(content)
    (FOLDER / "report.html").write_text(html(), "utf-8", newline="\n")
    (FOLDER / "report.md").write_text(markdown(), "utf-8", newline="\n")
    (FOLDER / "report.docx").write_bytes(docx())
    (FOLDER / "table.xlsx").write_bytes(xlsx())
    (FOLDER / "table.csv").write_bytes(csv().encode("gb18030"))
    convert(FOLDER / "report.docx", to=("doc", "odt", "pdf"))
    (FOLDER / "report.ofd").write_bytes(ofd((FOLDER / "report.pdf").read_bytes()))
    convert(FOLDER / "table.xlsx", to=("xls", "ods"))
    with tempfile.TemporaryDirectory() as folder:  # LibreOffice spoils the signs of automatic numbers in rtf
        typed = Path(folder) / "report.docx"
        typed.write_bytes(docx(numbered=False))
        convert(typed, to=("rtf",))
    for old, new in {"report.doc": "report.wps", "table.xls": "table.et"}.items():
        (FOLDER / new).write_bytes((FOLDER / old).read_bytes())


def convert(*paths: Path, to: Iterable[str], into: Path = FOLDER) -> None:
    """By LibreOffice, in one call a format."""
    for suffix in to:
        with tempfile.TemporaryDirectory() as profile:
            command = [
                "soffice",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--convert-to",
                suffix,
            ]
            subprocess.run([*command, "--outdir", str(into), *map(str, paths)], check=True, capture_output=True)


if __name__ == "__main__":
    main()
