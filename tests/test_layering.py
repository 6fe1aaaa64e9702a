"""What may import what, and what may stand in the tree: the walls of the house."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = [ROOT / "etl", ROOT / "flows"]
MODULES = sorted(path for package in PACKAGES for path in package.rglob("*.py"))
LONGEST = 300
FLOW_FUNCTION = 30
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
# Assembled, so that this file does not hold what it looks for.
FOREIGN = re.compile(
    "|".join(
        [
            "/" + "work/(main|shared|\\.)",
            "/" + "root/",
            "files." + "pythonhosted",
            "pypi" + r"\.org",
            "/opt/" + "pypi",
            "--index" + "-url ",
        ]
    )
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path, *, top_level: bool = False) -> Iterator[str]:
    """The modules that a module imports, everywhere in it or when it is imported itself."""
    tree = ast.parse(path.read_text("utf-8"))
    nodes: list[ast.AST] = list(ast.walk(tree))
    if top_level:
        late = {
            id(inner)
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            for inner in ast.walk(node)
        }
        guarded = {id(inner) for node in nodes if _only_for_types(node) for inner in ast.walk(node)}
        nodes = [node for node in nodes if id(node) not in late | guarded]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def tree_files() -> list[Path]:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / shown.decode() for shown in done.stdout.split(b"\0") if shown]
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize("path", [path for path in MODULES if path.is_relative_to(ROOT / "etl")], ids=name)
def test_etl_knows_nothing_of_prefect_and_of_flows_only_in_commands(path: Path) -> None:
    assert not {module for module in imports(path) if module.partition(".")[0] == "prefect"}
    flows = {module for module in imports(path) if module.partition(".")[0] == "flows"}
    assert not flows or path.name in ("run.py", "serve.py", "deploy.py")
    assert not {module for module in imports(path, top_level=True) if module.partition(".")[0] == "flows"}


def test_only_the_flows_themselves_import_prefect() -> None:
    importing = {
        path.stem for path in MODULES if any(module.partition(".")[0] == "prefect" for module in imports(path))
    }
    assert importing == {"intake", "rollup", "serve", "deploy", "tags", "heartbeat"}


@pytest.mark.parametrize("path", sorted((ROOT / "flows").glob("*.py")), ids=name)
def test_flows_are_thin(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < FLOW_FUNCTION, node.name
    assert not {module for module in imports(path) if module.split(".")[:2] in (["etl", "extract"], ["etl", "readers"])}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert path.stem not in VAGUE
    assert ast.get_docstring(ast.parse(text)), "no docstring"


def test_nothing_in_the_tree_names_a_machine_or_a_registry() -> None:
    for path in tree_files():
        if path.suffix in {".docx", ".xlsx", ".parquet"}:
            continue
        found = FOREIGN.search(path.read_bytes().decode("utf-8", "replace"))
        assert not found, f"{name(path)}: {found and found[0]}"


def test_the_locked_requirements_have_hashes_for_everything() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=\S)", (ROOT / file).read_text("utf-8").strip())
        assert len(entries) > 50
        assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
