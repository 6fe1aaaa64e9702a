"""Real files of every format, damaged at random: a document or a DocumentError in bounded time, never another exception."""

from __future__ import annotations

import io
import random
import shutil
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import DocumentError
from etl.readers import office, read
from etl.readers.ole import Ole

from .test_mutations import CHANGES, check, mutated, relaxed
from .wordfile import packed

SAMPLES = Path(__file__).parent / "samples"
KINDS = (".docx", ".html", ".md", ".csv", ".xlsx", ".xls", ".ods", ".ofd")
OURS = sorted(path for path in SAMPLES.iterdir() if path.suffix in KINDS and path.name != "README.md")
PACKED = [path for path in OURS if path.suffix in (".docx", ".xlsx", ".ods", ".ofd")]
some = settings(relaxed, max_examples=100)
SECONDS = 20  # on a busy machine; alone each takes some milliseconds


def in_time(content: bytes, name: str) -> None:
    began = time.monotonic()
    check(content, name)
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_damaged_file(path: Path) -> None:
    content = path.read_bytes()

    @given(CHANGES)
    def damaged(changes: list[tuple[float, int, bytes]]) -> None:
        in_time(mutated(content, changes), path.name)

    some(damaged)()


@pytest.mark.parametrize("path", PACKED, ids=lambda path: path.name)
def test_a_file_with_a_damaged_part(path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}

    @given(st.sampled_from(sorted(parts)), CHANGES)
    def damaged(name: str, changes: list[tuple[float, int, bytes]]) -> None:
        part = parts[name]
        assert isinstance(part, bytes)
        in_time(packed({**parts, name: mutated(part, changes)}), path.name)

    some(damaged)()


@given(st.binary(max_size=2000), CHANGES)
@some
def test_a_damaged_ole_file(tail: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    content = mutated((SAMPLES / "table.xls").read_bytes()[:1536] + tail, changes)
    try:
        ole = Ole(content)
        for name in ole.names:
            ole.read(name)
    except DocumentError as error:
        assert error.code == "XH-GATE-001"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_what_libreoffice_makes_of_damaged_files() -> None:
    chance = random.Random(7)
    contents = {}
    for number in range(6):
        content = bytearray((SAMPLES / "report.doc").read_bytes())
        for _ in range(3 * number):
            content[chance.randrange(512, len(content))] = chance.randrange(256)
        contents[f"{number:064x}"] = bytes(content)
    made = office.convert_ahead(contents)
    assert f"{0:064x}" in made
    for key, docx in made.items():
        try:
            assert read(contents[key], "a.doc", docx).text
        except DocumentError as error:
            assert error.code.startswith("XH-")
