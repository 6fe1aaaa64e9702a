"""What tests of several folders share: the command as users start it, and one workspace on which the demo has run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run and no clock: what is green stays green. Look for new ones with --hypothesis-profile=default.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")

Command = Callable[..., subprocess.CompletedProcess[str]]


def run_command(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """``xianhui ARGUMENTS`` in a process of its own; output as UTF-8 text."""
    return subprocess.run(
        [sys.executable, "-m", "etl.cli", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        timeout=300,
    )


def output_hashes(workspace: Path) -> dict[str, str]:
    """SHA-256 of every file under outputs, by relative path."""
    outputs = workspace / "outputs"
    files = sorted(path for path in outputs.rglob("*") if path.is_file())
    return {path.relative_to(outputs).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="session")
def xianhui() -> Command:
    return run_command


@pytest.fixture(scope="session")
def hashes() -> Callable[[Path], dict[str, str]]:
    return output_hashes


@pytest.fixture(scope="session")
def demo_told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A workspace after ``xianhui demo``, and the lines that it printed: standard error, then standard output."""
    home = tmp_path_factory.mktemp("home")
    workspace = tmp_path_factory.mktemp("demo") / "演示"
    done = run_command("demo", workspace, env={"HOME": str(home), "PYTHONHASHSEED": "1"})
    assert done.returncode == 0, done.stderr
    assert not list(home.iterdir()), "the demo wrote to the home folder"
    return workspace, [*done.stderr.splitlines(), *done.stdout.splitlines()]


@pytest.fixture(scope="session")
def demo(demo_told: tuple[Path, list[str]]) -> Path:
    """A workspace after ``xianhui demo``. Tests read it and leave its inbox and outputs as they are."""
    return demo_told[0]
