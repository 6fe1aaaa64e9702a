"""The whole way: Word files in an inbox to county workbooks, with and without Prefect, and what stays in memory.

    python benchmarks/office.py --documents 2000 --counties 100

Documents are made of the sentences of the sample reports and, between them, of sentences without figures (``prose.txt``),
so that they are about as long and hold about as many figures as real reports (see README.md); in an order that is the same
in every run, with headings by style, runs of about 12 characters and a table. Each figure is measured by the clock on the wall.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from etl.intake import arrive, process_all
from etl.intake.process import here
from etl.readers import read
from etl.workspace import init_workspace
from flows.office import Office
from flows.workers import Workers
from flows.writers import Writers

SAMPLES = Path(__file__).resolve().parent.parent / "etl" / "samples" / "inbox"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="r1" Type="{OFFICE}" Target="word/document.xml"/></Relationships>',
}
PROSE = Path(__file__).with_name("prose.txt")
RUN, PARAGRAPHS, ROWS = 12, 84, 8
WITH_FIGURES = 0.2  # of the paragraphs: those of the samples hold seven figures each


def sentences() -> list[str]:
    """The lines of the sample reports that are sentences."""
    files = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".txt", ".docx"))
    lines = (line for path in files for line in read(path.read_bytes(), path.name).text.splitlines())
    return [line for line in lines if 40 < len(line) < 400]


def document(title: str, lines: list[str], chance: random.Random) -> bytes:
    """A Word file as an office writes it."""
    body = [_paragraph(title, "Title")]
    prose = PROSE.read_text("utf-8").splitlines()
    for number in range(PARAGRAPHS):
        if number % 10 == 0:
            body.append(_paragraph(f"{'一二三四五六七八九'[number // 10]}、重点工作", "Heading1"))
        body.append(_paragraph(chance.choice(lines if chance.random() < WITH_FIGURES else prose), ""))
    cells = [["指标", "单位", "2024年", "增长%"]]
    cells += [[f"项目{row}", "万元", str(chance.randrange(9999)), f"{chance.random() * 20:.1f}"] for row in range(ROWS)]
    body.append("<w:tbl>" + "".join(_row(row) for row in cells) + "</w:tbl>")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, part)
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{"".join(body)}</w:body></w:document>'
        )
    return packed.getvalue()


def _paragraph(text: str, style: str) -> str:
    runs = (escape(text[at : at + RUN]) for at in range(0, len(text), RUN))
    inner = "".join(
        f'<w:r><w:rPr><w:sz w:val="32"/></w:rPr><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p>'


def _row(cells: list[str]) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{_paragraph(cell, '')}</w:tc>" for cell in cells) + "</w:tr>"


def fill(inbox: Path, documents: int, counties: int) -> int:
    """Put so many reports into the inbox; their characters."""
    chance, lines, characters = random.Random(1), sentences(), 0
    for number in range(documents):
        county, township = f"第{number % counties}县", f"第{number // counties}镇"
        name = f"{township}2024年工作总结"
        content = document(f"{township}2024年工作总结", lines, chance)
        folder = inbox / county / township
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.docx").write_bytes(content)
        characters += len(read(content, name).text) if number < 20 else 0
    return characters // min(documents, 20)


@contextmanager
def measured(what: str, count: int, unit: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds = time.perf_counter() - began
    print(f"{what:<44}{seconds:8.1f} s{count / seconds:12.1f} {unit}/s", flush=True)


def workspace(folder: Path, name: str, documents: int, counties: int) -> Path:
    root = init_workspace(folder / name).root
    text = (root / "xianhui.yaml").read_text("utf-8").replace("stability_seconds: 5", "stability_seconds: 0")
    (root / "xianhui.yaml").write_text(text, "utf-8")
    characters = fill(root / "inbox", documents, counties)
    print(f"{name}: {documents} documents of {characters} characters, {counties} counties", flush=True)
    return root


def without_prefect(root: Path, documents: int) -> None:
    with Office(root) as office, measured("whole way, without Prefect", documents, "documents"):
        with measured("  inbox -> staging", documents, "documents"):
            arrive(office.ledger)
        with (
            measured("  docx -> Parquet", documents, "documents"),
            Workers(office.workspace.settings.workers) as workers,
        ):
            process_all(office.ledger, office.rulebook, workers.map)
        tables = len(office.due())
        with (
            measured("  Parquet -> county workbooks", tables, "workbooks"),
            Writers(office, office.workspace.settings.workers) as writers,
        ):
            office.write_due(writers.write_all)
    with Office(root) as office, measured("unchanged rerun", documents, "documents"):
        arrive(office.ledger)
        assert not office.pending() and not office.due()
    nights(root, documents)


def nights(root: Path, documents: int) -> None:
    """The nightly work on files that are known: the first time, again with nothing new, and with one new report."""
    _night(root, "first night: figures put together", documents)
    _night(root, "a night with nothing new", documents)
    late = root / "inbox" / "第0县" / "补报镇"
    late.mkdir()
    (late / "补报镇2024年工作总结.docx").write_bytes(document("补报镇2024年工作总结", sentences(), random.Random(2)))
    _night(root, "a night with one report more", documents)


def _night(root: Path, what: str, documents: int) -> None:
    with measured(what, documents, "documents"), Office(root) as office:
        arrive(office.ledger)
        process_all(office.ledger, office.rulebook, here)
        office.write_due(office.write_all)
        office.ledger.keep_house()


def with_prefect(root: Path, documents: int) -> None:
    command = [sys.executable, "-m", "etl.cli", "run", "--workspace", str(root)]
    with measured("whole way, xianhui run (with its start)", documents, "documents"):
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
    if done.returncode:
        sys.exit(done.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--counties", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        work: list[tuple[str, Callable[[Path, int], None]]] = [("one", without_prefect), ("two", with_prefect)]
        for name, way in work:
            way(workspace(place, name, options.documents, options.counties), options.documents)
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"memory at the peak: this process {own:.0f} MB, the largest of its children {children:.0f} MB")


if __name__ == "__main__":
    main()
