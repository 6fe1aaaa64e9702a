"""The wheel carries what an installed command needs: rules, samples, and every file that code reads beside itself."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (wheel,) = folder.glob("xianhui-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_rules_lie_beside_the_package(members: set[str]) -> None:
    rules = {f"etl/_rules/{path.relative_to(ROOT / 'rules').as_posix()}" for path in (ROOT / "rules").rglob("*.yaml")}
    assert rules
    assert rules <= members


def test_packages_are_whole(members: set[str]) -> None:
    files = [path for package in ("etl", "flows") for path in (ROOT / package).rglob("*") if path.is_file()]
    wanted = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert wanted <= members
    assert any(name.endswith(".docx") for name in wanted), "the samples"


def test_nothing_else_is_in_it(members: set[str]) -> None:
    tops = {name.partition("/")[0] for name in members}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"etl", "flows"}
