"""The demo's workspace: the bundled sample reports in the inbox of a new workspace."""

from __future__ import annotations

import shutil
from pathlib import Path

from etl.workspace import Workspace, init_workspace

SAMPLES = Path(__file__).with_name("samples") / "inbox"


def demo_workspace(folder: Path) -> Workspace:
    """Make a workspace at ``folder`` with the samples in its inbox. Raises WorkspaceError when it is one already."""
    workspace = init_workspace(folder)
    for source in sorted(SAMPLES.rglob("*")):
        if source.is_file():
            target = workspace.inbox / source.relative_to(SAMPLES)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return workspace
