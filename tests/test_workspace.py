"""Promises of a workspace: everything in one folder, nothing overwritten, no ledger on a share."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from etl import workspace as workspace_module
from etl.errors import WorkspaceError
from etl.settings import Settings
from etl.workspace import Workspace, file_system_type, init_workspace

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/export /srv/work nfs4 rw 0 0
//nas/share /mnt/gong\\040xiang cifs rw 0 0
tmpfs /srv/work/fast tmpfs rw 0 0
/dev/sdb1 /data ext4 rw 0 0
user@host: /data fuse.sshfs rw 0 0
share /mnt/host 9p rw 0 0
"""


def test_init_makes_a_workspace_that_opens_with_the_default_settings(tmp_path):
    made = init_workspace(tmp_path / "县汇")
    opened = Workspace.open(tmp_path / "县汇")
    assert opened == made
    assert opened.settings == Settings()
    for folder in (made.inbox, made.outputs, made.rules, made.quarantine, made.texts, made.mentions, made.staging):
        assert folder.is_dir()
    assert "xianhui rules check" in (made.rules / "README.md").read_text("utf-8")


def test_init_refuses_to_overwrite(tmp_path):
    made = init_workspace(tmp_path)
    (made.root / "xianhui.yaml").write_text("workers: 3\n")
    with pytest.raises(WorkspaceError) as caught:
        init_workspace(tmp_path)
    assert caught.value.code == "XH-WSP-002"
    assert (made.root / "xianhui.yaml").read_text() == "workers: 3\n"


def test_where_a_file_has_the_name_of_the_workspace_it_is_said_so(tmp_path):
    (tmp_path / "文件").write_text("x", "utf-8")
    for target in (tmp_path / "文件", tmp_path / "文件" / "工作区"):
        with pytest.raises(WorkspaceError, match="XH-WSP-004") as caught:
            init_workspace(target)
        assert f"“{tmp_path / '文件'}”是一个文件" in caught.value.reason


def test_a_folder_called_like_the_settings_is_told_the_same_by_every_command(tmp_path):
    (tmp_path / "xianhui.yaml").mkdir()
    for call in (init_workspace, Workspace.open):
        with pytest.raises(WorkspaceError, match="XH-WSP-007"):
            call(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["xianhui.yaml"]


def test_init_keeps_files_that_are_there(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "README.md").write_text("mine")
    init_workspace(tmp_path)
    assert (tmp_path / "rules" / "README.md").read_text() == "mine"


def test_a_folder_without_settings_is_no_workspace(tmp_path):
    with pytest.raises(WorkspaceError) as caught:
        Workspace.open(tmp_path)
    assert caught.value.code == "XH-WSP-001"
    assert "xianhui init" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_opening_makes_missing_folders(tmp_path):
    made = init_workspace(tmp_path)
    made.inbox.rmdir()
    assert Workspace.open(tmp_path).inbox.is_dir()


def test_everything_lies_inside(tmp_path):
    workspace = Workspace(tmp_path)
    paths = [value for name in dir(Workspace) if isinstance(value := getattr(workspace, name, None), Path)]
    assert len(paths) >= 12
    assert all(path.is_relative_to(tmp_path) for path in paths)


def test_rules_of_a_workspace_lie_over_the_built_in_ones(tmp_path):
    made = init_workspace(tmp_path)
    assert made.overlay == made.rules
    shutil.rmtree(made.rules)
    assert made.overlay is None


def test_the_checkout_is_a_workspace_without_overlay(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "xianhui"\n')
    (tmp_path / "rules").mkdir()
    opened = Workspace.open(tmp_path)
    assert opened.overlay is None
    assert opened.settings == Settings()


@pytest.mark.parametrize("project", ['[project]\nname = "other"\n', "broken [", "[tool.x]\n"])
def test_another_project_is_no_workspace(tmp_path, project):
    (tmp_path / "pyproject.toml").write_text(project)
    (tmp_path / "rules").mkdir()
    with pytest.raises(WorkspaceError):
        Workspace.open(tmp_path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me/work", "ext4"),
        ("/srv/work/county/.xianhui", "nfs4"),
        ("/srv/workshop", "ext4"),
        ("/srv/work/fast/x", "tmpfs"),
        ("/mnt/gong xiang/x", "cifs"),
        ("/data/x", "fuse.sshfs"),
        ("/mnt/host/x", "9p"),
    ],
)
def test_the_deepest_and_last_mount_counts(path, kind):
    assert file_system_type(Path(path), MOUNTS) == kind


@pytest.mark.skipif(sys.platform == "win32", reason="reads /proc/mounts")
@pytest.mark.parametrize(("kind", "refused"), [("nfs4", True), ("cifs", True), ("smb3", True), ("fuse.sshfs", True),
                                               ("9p", False), ("ext4", False), ("overlay", False)])  # fmt: skip
def test_a_ledger_on_a_network_share_is_refused(tmp_path, monkeypatch, kind, refused):
    monkeypatch.setattr(workspace_module, "file_system_type", lambda path, mounts: kind)
    if not refused:
        assert init_workspace(tmp_path).state.is_dir()
        return
    with pytest.raises(WorkspaceError) as caught:
        init_workspace(tmp_path)
    assert caught.value.code == "XH-WSP-003"
    assert list(tmp_path.iterdir()) == []


def test_settings_that_cannot_be_read_say_so(tmp_path, monkeypatch):
    made = init_workspace(tmp_path)

    def locked(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(workspace_module, "load_settings", locked)
    with pytest.raises(WorkspaceError) as caught:
        made.settings  # noqa: B018
    assert caught.value.code == "XH-WSP-005"


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError) as caught:
        init_workspace(tmp_path / "file" / "x")
    assert caught.value.code == "XH-WSP-004"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not bind here")
def test_a_read_only_folder_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(WorkspaceError) as caught:
        init_workspace(tmp_path / "x")
    assert caught.value.code == "XH-WSP-004"
