"""A reader in a process of its own: what it may do to us, and what it may not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from etl.errors import DocumentError
from etl.readers import read as read_here
from etl.readers.apart import ReaderProcess, ReadingFailed, read
from etl.readers.document import Document

NAUGHTY = "tests.readers.test_apart:naughty"
posix = pytest.mark.skipif(sys.platform == "win32", reason="no such limit on Windows")


def naughty(content: bytes, name: str, converted: bytes = b"") -> Document:
    """Does what the name says."""
    if name == "hang":
        time.sleep(600)
    if name == "start another and hang":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        Path(content.decode()).write_text(str(child.pid))
        time.sleep(600)
    if name == "devour":
        return Document("x" * (1 << 32))
    if name == "crash":
        os._exit(9)
    if name == "crash once" and not os.path.exists(content):
        open(content, "x").close()
        os._exit(9)
    if name == "fail":
        raise RuntimeError("with words of the report")
    return Document(f"{os.getpid()}")


@pytest.fixture
def process() -> Iterator[ReaderProcess]:
    process = ReaderProcess(NAUGHTY, seconds=5, memory=1 << 30)
    yield process
    process.close()


def refusal(call: Callable[[], object]) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        call()
    return caught.value


def ended(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.1)
    return False


def test_a_document_comes_back_as_it_would_from_here() -> None:
    content = "一、经济\n全镇产值9.8亿元。".encode()
    assert read(content, "a.txt") == read_here(content, "a.txt")


def test_one_process_reads_file_after_file(process: ReaderProcess) -> None:
    pids = {process.read(b"", "a").text for _ in range(3)}
    assert len(pids) == 1 and str(os.getpid()) not in pids


def test_a_process_started_ahead_is_the_one_that_reads(process: ReaderProcess) -> None:
    process.start()
    process.start()
    first = process.read(b"", "a").text
    process.start()
    assert process.read(b"", "b").text == first


def test_a_process_that_cannot_be_started_ahead_is_told_to_whoever_reads() -> None:
    process = ReaderProcess("etl.readers.no_such_module:read")
    process.start()
    error = refusal(lambda: process.read(b"", "a"))
    assert (error.code, error.retry) == ("XH-GATE-011", True)


def test_a_hanging_reader_is_ended_and_the_next_file_is_read() -> None:
    process = ReaderProcess(NAUGHTY, seconds=3)
    process.read(b"", "a")
    began = time.monotonic()
    error = refusal(lambda: process.read(b"", "hang"))
    assert (error.code, error.retry) == ("XH-GATE-008", False)
    assert time.monotonic() - began < 20
    process.close()
    process = ReaderProcess(NAUGHTY)
    assert process.read(b"", "a").text
    process.close()


@posix
def test_what_a_hanging_reader_has_started_ends_too(tmp_path) -> None:  # type: ignore[no-untyped-def]
    process = ReaderProcess(NAUGHTY, seconds=3)
    note = tmp_path / "pid"
    assert refusal(lambda: process.read(os.fsencode(note), "start another and hang")).code == "XH-GATE-008"
    assert ended(int(note.read_text()))


@posix
def test_a_devouring_reader_is_refused_and_goes_on(process: ReaderProcess) -> None:
    pid = process.read(b"", "a").text
    assert refusal(lambda: process.read(b"", "devour")).code == "XH-GATE-009"
    assert process.read(b"", "a").text == pid


def test_a_crash_is_the_files_fault_only_when_it_happens_again(process: ReaderProcess, tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert process.read(os.fsencode(tmp_path / "mark"), "crash once").text
    assert refusal(lambda: process.read(b"", "crash")).code == "XH-GATE-010"
    assert process.read(b"", "a").text


def test_an_unforeseen_error_tells_its_type_and_place_but_no_words(process: ReaderProcess) -> None:
    with pytest.raises(ReadingFailed) as caught:
        process.read(b"", "fail")
    assert caught.value.kind == "RuntimeError"
    assert "naughty" in caught.value.frames and "words of the report" not in caught.value.frames.replace(
        'raise RuntimeError("with words of the report")', ""
    )


def test_a_refusal_comes_in_the_readers_own_words() -> None:
    there, here = refusal(lambda: read(b"PK\x03\x04", "a.docx")), refusal(lambda: read_here(b"PK\x03\x04", "a.docx"))
    assert (there.code, there.reason, there.remedy, there.retry) == (here.code, here.reason, here.remedy, here.retry)


@posix
@pytest.mark.parametrize("last", ["a", "hang"])
def test_it_ends_with_whoever_started_it_also_by_kill_9(last: str) -> None:
    script = (
        "import sys, threading, time\n"
        "from etl.readers.apart import ReaderProcess\n"
        "from tests.readers.test_apart import NAUGHTY\n"
        "process = ReaderProcess(NAUGHTY, seconds=3)\n"
        "print(process.read(b'', 'a').text, flush=True)\n"
        f"threading.Thread(target=process.read, args=(b'', '{last}'), daemon=True).start()\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        reader = int(parent.stdout.readline())
        time.sleep(0.2)
        parent.send_signal(signal.SIGKILL)
    assert ended(reader)
