"""Prefect's own server as a child of ``xianhui serve``: on 127.0.0.1, its database in the workspace.

Rules:
- When ``PREFECT_API_URL`` is set there is a server already, and none is started.
- The usual port is taken when it is free, else another one.
- The child does not see our Ctrl-C; it is stopped by us, last.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from etl.errors import WorkspaceError
from etl.workspace import Workspace
from flows.environment import START_SECONDS

HOST = "127.0.0.1"
USUAL_PORT = 4200
STOP_SECONDS = 20


@contextmanager
def prefect_server(workspace: Workspace) -> Iterator[str]:
    """The address of a server that answers; ``PREFECT_API_URL`` is set to it. Raises WorkspaceError when it does not start."""
    given = os.environ.get("PREFECT_API_URL")
    if given:
        yield given
        return
    port = _free_port()
    url = f"http://{HOST}:{port}/api"
    child = _start(workspace, port)
    os.environ["PREFECT_API_URL"] = url
    try:
        _await_health(url, child, workspace)
        yield url
    finally:
        del os.environ["PREFECT_API_URL"]
        _stop(child)


def _start(workspace: Workspace, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    with (workspace.prefect_home / "server.log").open("wb") as log:
        if sys.platform == "win32":
            apart = subprocess.CREATE_NEW_PROCESS_GROUP
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, creationflags=apart)
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0)


def _await_health(url: str, child: subprocess.Popen[bytes], workspace: Workspace) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        if _answers(f"{url}/health"):
            return
        time.sleep(0.2)
    reason = "流程服务没有启动。"
    raise WorkspaceError("XH-SERVE-001", reason, f"原因见 {workspace.prefect_home / 'server.log'}。")


def _answers(url: str) -> bool:
    # Without the proxies of the environment: it is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _free_port() -> int:
    for port in (USUAL_PORT, 0):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise WorkspaceError("XH-SERVE-002", "本机没有空闲的端口。", "请重启计算机后再试。")


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
