"""How many pages a second the readers of printed pages read: PDF, PDF with ruled tables, scans, OFD.

    python benchmarks/pages.py [--copies 4] [--scans 2]

LibreOffice prints the sample reports (``etl/samples``) that are docx; a scan is a printed page as a grey picture of 150 dots
an inch, an OFD file holds the characters of the printed pages at their places. Processor time of all threads, loading of models
not counted: recognition runs on all cores and takes as much less time on the clock.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pypdfium2

from etl.readers import ocr, ofd, pdf
from etl.readers.pdf import tables
from etl.readers.pdf.chars import printed_on
from etl.readers.pieces import pieces

SAMPLES = Path(__file__).resolve().parent.parent / "etl" / "samples" / "inbox"
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def printed() -> list[bytes]:
    """The samples as LibreOffice prints them."""
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("LibreOffice is needed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, path in enumerate(sorted(SAMPLES.rglob("*.docx"))):
            shutil.copy(path, folder / f"{number}.docx")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", name]
        subprocess.run([*command, *map(str, folder.glob("*.docx"))], check=True, capture_output=True, timeout=300)
        return [path.read_bytes() for path in sorted(folder.glob("*.pdf"))]


def scanned(content: bytes, pages: int) -> bytes:
    """The first pages as pictures."""
    target, written = pypdfium2.PdfDocument.new(), io.BytesIO()
    for page in list(pypdfium2.PdfDocument(content))[:pages]:
        picture = io.BytesIO()
        page.render(scale=150 / 72, grayscale=True).to_pil().save(picture, "JPEG", quality=80)
        image = pypdfium2.PdfImage.new(target)
        image.load_jpeg(picture)
        image.set_matrix(pypdfium2.PdfMatrix().scale(*page.get_size()))
        copy = target.new_page(*page.get_size())
        copy.insert_obj(image)
        copy.gen_content()
    target.save(written)
    return written.getvalue()


def as_ofd(content: bytes) -> bytes:
    """The same pages as OFD, in points instead of millimetres."""
    parts, listed = {}, ""
    for number, page in enumerate(pypdfium2.PdfDocument(content)):
        found = printed_on(page)
        objects = "".join(
            f'<ofd:TextObject Boundary="{piece.box.left:.1f} {piece.box.top:.1f} 500 20" Size="{piece.size:.1f}">'
            f'<ofd:TextCode X="0" Y="{0.88 * piece.size:.1f}">{escape(piece.text)}</ofd:TextCode></ofd:TextObject>'
            for piece in pieces(found.chars)[0]
        )
        parts[f"{number}.xml"] = f"<ofd:Page {NAMESPACE}><ofd:Content>{objects}</ofd:Content></ofd:Page>"
        listed += f'<ofd:Page BaseLoc="{number}.xml"/>'
    area = "<ofd:PhysicalBox>0 0 595 842</ofd:PhysicalBox>"
    parts["D.xml"] = f"<ofd:Document {NAMESPACE}>{area}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    parts["OFD.xml"] = f"<ofd:OFD {NAMESPACE}><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:OFD>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return stream.getvalue()


def measure(title: str, files: Sequence[bytes], pages: int, read: Callable[[bytes], object]) -> None:
    start = time.process_time()
    for content in files:
        read(content)
    seconds = time.process_time() - start
    print(
        f"{title:28} {len(files):4} files {pages:5} pages {pages / seconds:8.2f} pages/s {len(files) / seconds:8.2f} files/s"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--copies", type=int, default=4)
    options.add_argument("--scans", type=int, default=2)
    chosen = options.parse_args()
    samples = printed()
    files = samples * chosen.copies
    pages = sum(len(pypdfium2.PdfDocument(content)) for content in files)
    if tables.installed():
        measure("pdf, tables by pdfplumber", files, pages, pdf.read)
    tables.installed = lambda: False
    measure("pdf, tables by place", files, pages, pdf.read)
    measure("ofd", [as_ofd(content) for content in files], pages, ofd.read)
    if ocr.installed():
        scan = scanned(samples[0], chosen.scans)
        ocr.recognise(pypdfium2.PdfDocument(scan)[0].render(scale=0.2).to_numpy(), 1, 1)  # loads the models
        measure("pdf of scans", [scan], min(chosen.scans, len(pypdfium2.PdfDocument(scan))), pdf.read)


if __name__ == "__main__":
    main()
