"""A shell script that stands in for LibreOffice, where no real conversion is needed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Notes the call in $LOG, and copies $LOG.docx to where LibreOffice was told to put each of its files.
CONVERTS = """
echo call >> $LOG
while [ $# -gt 0 ]; do
  case "$1" in
    --outdir) out="$2"; mkdir -p "$out"; shift;;
    */in/*) name=$(basename "$1"); cp "$LOG.docx" "$out/${name%.*}.docx";;
  esac
  shift
done
"""


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, docx: bytes) -> Path:
    """Puts the script before LibreOffice in PATH; the file that it knows as ``$LOG``."""
    program, log = folder / "bin" / "soffice", folder / "log"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nLOG={log}\n{script}\n")
    program.chmod(0o755)
    Path(f"{log}.docx").write_bytes(docx)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return log
