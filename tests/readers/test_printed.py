"""The same report as it comes out of a printer: PDF by LibreOffice, scans of it, and whatever is left of a damaged file."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import DocumentError
from etl.extract import extract
from etl.readers import ocr, read
from etl.readers.apart import ReaderProcess
from etl.readers.document import Document
from etl.readers.pdf import tables
from etl.rulebook import load_rulebook

from .pdffile import WHOLE_PAGE, lines, pdf, picture, rules, text
from .wordfile import NAMESPACES, packed

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(path for path in (ROOT / "etl" / "samples" / "inbox").rglob("*") if path.suffix in (".txt", ".docx"))
SEEDS = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))
REVISED = "XH-READ-102"  # LibreOffice prints the deleted figure beside the new one
OFFICE = shutil.which("soffice")
RULEBOOK = load_rulebook()
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

needs_office = pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")
needs_ocr = pytest.mark.skipif(not ocr.installed(), reason="needs the extra ocr")
Figures = Counter[tuple[str, str, str]]


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def official(report: str) -> bytes:
    """The report as an office lays it out: 16 points, first lines indented, a header, page numbers in the footer."""

    def paragraph(words: str, look: str) -> str:
        return f'<w:p><w:pPr>{look}</w:pPr><w:r><w:rPr><w:sz w:val="32"/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'

    body = "".join(paragraph(escaped(line), '<w:ind w:firstLine="640"/>') for line in report.splitlines())
    number = '<w:p><w:r><w:t>— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t> —</w:t></w:r></w:p>'
    section = (
        f'<w:sectPr xmlns:r="{_RELATIONS}"><w:headerReference w:type="default" r:id="rId1"/>'
        '<w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" '
        'w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
    )
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for part, kind in (("document", "document.main"), ("header1", "header"), ("footer1", "footer"))
    )
    relation_type = "application/vnd.openxmlformats-package.relationships+xml"
    default = f'<Default Extension="rels" ContentType="{relation_type}"/>'
    types = f'<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'

    def relations(*targets: tuple[str, str]) -> str:
        inner = "".join(
            f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets, start=1)
        )
        return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'

    return packed({
        "[Content_Types].xml": types,
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(("header", "header1.xml"), ("footer", "footer1.xml")),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>",
        "word/header1.xml": f"<w:hdr {NAMESPACES}>{paragraph('2024年度工作总结汇编 第12期', '')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {NAMESPACES}>{number}</w:ftr>",
    })  # fmt: skip


def figures(document: Document) -> Figures:
    """What was found: words, value and unit, indicator. Blanks in the words and the width of marks do not count."""
    width = str.maketrans("，；：（）", ",;:()", " ")
    return Counter(
        (
            mention.surface.translate(width),
            f"{mention.value if mention.value is not None else (mention.value_low, mention.value_high)} {mention.unit}",
            str(mention.indicator),
        )
        for mention in extract(document, RULEBOOK).mentions
    )


def share(found: Figures, expected: Figures) -> float:
    return sum((found & expected).values()) / sum(expected.values())


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, bytes]:
    """Samples and seeds as LibreOffice prints them, all in one call."""
    folder = tmp_path_factory.mktemp("print")
    names = {path: f"{number}.docx" for number, path in enumerate([*SAMPLES, *SEEDS])}
    for path, name in names.items():
        content = path.read_bytes()
        (folder / name).write_bytes(content if path.suffix == ".docx" else official(read(content, path.name).text))
    command = [
        str(OFFICE),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    files = [str(folder / name) for name in names.values()]
    subprocess.run([*command, "--outdir", str(folder), *files], check=True, capture_output=True, timeout=180)
    return {path: (folder / name).with_suffix(".pdf").read_bytes() for path, name in names.items()}


@needs_office
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_printed_sample_gives_the_figures_of_its_file(path: Path, printed: dict[Path, bytes]) -> None:
    original = read(path.read_bytes(), path.name)
    if any(note.code == REVISED for note in original.notes):
        pytest.skip("holds tracked changes, of which a printer shows both states")
    document = read(printed[path], "报告.pdf")
    if tables.installed():
        assert figures(document) == figures(original)
    assert share(figures(document), figures(original)) >= 0.9
    assert "汇编" not in document.text
    assert {block.page for block in document.blocks} == set(range(1, max(block.page for block in document.blocks) + 1))


@needs_office
@pytest.mark.skipif(not SEEDS, reason="needs the seeds")
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_printed_seed_gives_the_figures_of_its_text(path: Path, printed: dict[Path, bytes]) -> None:
    expected = figures(read(path.read_bytes(), path.name))
    found = figures(read(printed[path], "报告.pdf"))
    assert share(found, expected) >= 0.98 and share(expected, found) >= 0.98


def scan(content: bytes, pages: int, dots: int = 150) -> bytes:
    """The first pages of a PDF file as pictures, so many dots an inch, in grey."""
    import pypdfium2

    source, target = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new()
    for page in list(source)[:pages]:
        stream = io.BytesIO()
        page.render(scale=dots / 72, grayscale=True).to_pil().save(stream, "JPEG", quality=80)
        image = pypdfium2.PdfImage.new(target)
        image.load_jpeg(stream)
        image.set_matrix(pypdfium2.PdfMatrix().scale(*page.get_size()))
        copy = target.new_page(*page.get_size())
        copy.insert_obj(image)
        copy.gen_content()
    written = io.BytesIO()
    target.save(written)
    return written.getvalue()


def first_pages(content: bytes, pages: int) -> bytes:
    import pypdfium2

    source, target, written = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new(), io.BytesIO()
    target.import_pages(source, list(range(min(pages, len(source)))))
    target.save(written)
    return written.getvalue()


@needs_ocr
@needs_office
@pytest.mark.parametrize("path", [*SEEDS[:1], SAMPLES[0]], ids=lambda path: path.name)
def test_a_scan_gives_the_figures_of_its_pages_each_marked(
    path: Path, printed: dict[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.socket.connect", None)  # nothing is fetched
    count = 2
    expected = figures(read(first_pages(printed[path], count), "报告.pdf"))
    document = read(scan(printed[path], count), "扫描.pdf")
    found = extract(document, RULEBOOK).mentions
    assert share(figures(document), expected) >= 0.95
    assert found and all(mention.recognised and mention.page for mention in found)
    assert [note.code for note in document.notes] == ["XH-READ-120"]


# Damaged files

REAL = (
    pdf(
        *(lines(["全镇粮食产量6850吨，同比增长3.2%。"] * 3, 80, 700) + text(f"- {n} -", 280, 40) for n in (1, 2)),
        rules([80, 200, 320], [600, 570, 540]) + text("粮食", 90, 575, 12) + text("6850吨", 210, 575, 12),
    ),
    pdf(WHOLE_PAGE + text("第一页", 80, 80), images=picture(bytes(100), 10, 10), rotate=90),
)
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from([b"", b"0", b"-1", b"999999999", b"1 0 R", b"<<", b"]", b"\xff"])),
    min_size=1,
    max_size=8,
)  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    """A reader in a process of its own: pdfium is no Python, and may crash."""
    process = ReaderProcess(seconds=20)
    yield process
    process.close()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(0, len(REAL) - 1), changes=CHANGES)
def test_a_damaged_file_gives_a_document_or_a_reason(
    reader: ReaderProcess, number: int, changes: list[tuple[float, int, bytes]]
) -> None:
    content = REAL[number]
    for place, length, put in changes:
        at = int(place * len(content))
        content = content[:at] + put + content[at + length :]
    try:
        document = reader.read(content, "报告.pdf")
    except DocumentError as error:
        assert error.code.startswith(("XH-READ-", "XH-GATE-")) and error.code != "XH-GATE-008"
    else:
        assert document.text.strip()
        assert all(0 <= block.start <= block.end <= len(document.text) for block in document.blocks)


def test_a_form_that_draws_itself_again_and_again_is_stopped(reader: ReaderProcess) -> None:
    """Sixteen forms, each of which shows the next one sixteen times."""
    forms = {}
    for level in range(16):
        inner = f"/X{level + 1} Do " * 16 if level < 15 else text("亿", 1, 1)
        forms[f"X{level}"] = (
            f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X{level + 1} {level + 5} 0 R>>"
            f"/Font<</F 3 0 R>>>>/Length {len(inner)}>>stream\n{inner}\nendstream"
        ).encode()
    bomb = ReaderProcess(seconds=3)
    try:
        assert bomb.read(pdf("/X0 Do", images=forms), "报告.pdf").text
    except DocumentError as error:
        assert error.code in ("XH-GATE-001", "XH-GATE-008", "XH-GATE-009", "XH-GATE-010", "XH-READ-002")
    finally:
        bomb.close()
