"""Promises about what LibreOffice converts: doc, wps, rtf and odt. Where no LibreOffice is needed, a small program plays it."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.errors import DocumentError
from etl.readers import libreoffice, office, read

from .olecase import ole
from .samples import make
from .standin import CONVERTS, stand_in
from .wordfile import deleted, inserted, packed, paragraph, run, word

SAMPLES = Path(__file__).parent / "samples"
RTF = rb"{\rtf1\ansi\ansicpg936 2023 28}"
real = pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
Stand = Callable[[str], Path]


@pytest.fixture
def plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    return lambda script: stand_in(tmp_path, monkeypatch, script, word(paragraph("换成")))


def refusal(content: bytes, name: str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(content, name)
    return caught.value


def test_without_libreoffice_the_office_hears_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "program", lambda: None)
    error = refusal(RTF, "报告.rtf")
    assert (error.code, "另存为 docx" in error.remedy) == ("XH-READ-011", True)
    assert office.convert_ahead({"a": RTF, "b": RTF}) == {}


@posix
def test_no_file_name_and_no_profile_of_the_user_reaches_the_command_line(plays: Stand) -> None:
    log = plays('echo "$@" > $LOG; echo "$HOME" >> $LOG')
    assert refusal(RTF, "--headless; rm -rf ~.rtf").code == "XH-READ-012"
    arguments, home = log.read_text().splitlines()
    assert "rm -rf" not in arguments and arguments.count(".rtf") == 1
    assert f"-env:UserInstallation=file://{home}/profile" in arguments
    assert not Path(home).exists()


@posix
def test_what_hangs_is_ended_with_what_it_has_started(plays: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "SECONDS", 1.0)
    log = plays("sleep 600 &\necho $! > $LOG\nwait")
    began = time.monotonic()
    assert refusal(RTF, "a.rtf").code == "XH-READ-013"
    assert time.monotonic() - began < 20
    child = int(log.read_text())
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2][:3]:
            return
        time.sleep(0.1)
    pytest.fail("the child lives")


@posix
def test_many_files_share_a_call_and_what_is_refused_stays_out_of_it(plays: Stand) -> None:
    log = plays(CONVERTS)
    contents = {"a": RTF, "b": RTF, "c": ole({"WordDocument": bytes(10) + b"\0\1"}), "d": "文字".encode(), "e": odt()}
    made = office.convert_ahead(contents)
    assert sorted(made) == ["a", "b"] and log.read_text() == "call\n"
    assert read(RTF, "报告.rtf", made["a"]).text == "换成\n"


def odt(manifest: str = "") -> bytes:
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<x/>",
            "META-INF/manifest.xml": manifest,
        }
    )


def test_files_with_a_password_are_called_so_without_converting() -> None:
    locked = ole({"WordDocument": b"\xec\xa5\xc1\0" + bytes(6) + b"\0\1"})
    assert refusal(locked, "a.doc").code == refusal(odt("<m:encryption-data/>"), "a.odt").code == "XH-GATE-004"


@posix
def test_macros_are_noted_whatever_converts(plays: Stand) -> None:
    plays(CONVERTS)
    document = read(ole({"WordDocument": b"", "_VBA_PROJECT": b""}), "a.doc")
    assert [note.code for note in document.notes] == ["XH-READ-103"]


@real
def test_damaged_files_are_refused_not_read_as_text() -> None:
    assert refusal(ole({"WordDocument": b"\xec\xa5\xc1\0" + b"rubbish " * 40}), "a.doc").code == "XH-READ-012"


@real
def test_tracked_changes_of_a_doc_are_accepted_and_noted(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    changed = paragraph(run("新建大棚") + deleted("28") + inserted("35") + run("个"))
    source.write_bytes(make.packaged({"document": make.document(changed)}))
    make.convert(source, to=("doc",), into=tmp_path)
    document = read((tmp_path / "a.doc").read_bytes(), "a.doc")
    assert document.text == "新建大棚35个\n"
    assert [note.message for note in document.notes] == ["原稿有修订：28→35"]
