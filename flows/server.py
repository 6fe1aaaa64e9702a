"""Prefect's own server as a child of this process: its database in the workspace, its address and password as set.

Rules:
- When ``PREFECT_API_URL`` is set there is a server already, and none is started.
- It listens on 127.0.0.1. Bound elsewhere (``listen`` in the settings) it needs a password, in Prefect's own form
  ``user:password``, in the environment: a password in a file would be in every copy of the workspace.
- The usual port is taken when it is free, else another one; on another address than 127.0.0.1 only the usual one.
- A server that is not ``lasting`` has no interface, keeps no schedule and acts on no event: it is there sooner, is gone sooner,
  and costs less for each task.
- Ours speaks plain HTTP. Its clients read all certificates of the world nevertheless, several times for each task, unless
  they are told that there is but one (``certificate.pem``, of nobody).
- The child does not see our Ctrl-C; it stops last, and also when this process is killed.
"""

from __future__ import annotations

import importlib
import logging
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from etl.errors import WorkspaceError
from etl.workspace import Workspace
from flows.database import begin_database
from flows.environment import PASSWORD, START_SECONDS

HERE = "127.0.0.1"
STOP_SECONDS = 20
DRAIN_SECONDS = 5.0
CERTIFICATES, CERTIFICATE = "PREFECT_API_SSL_CERT_FILE", Path(__file__).with_name("certificate.pem")
BRIEF = {
    "PREFECT__SERVER_EPHEMERAL": "1",  # as Prefect starts its own for a script
    "PREFECT_UI_ENABLED": "0",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "0",  # kinds of configuration, for the interface
    "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION": "0",  # else it would be noted as done
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "0",
}
LEAN = {"MALLOC_ARENA_MAX": "2"}  # of glibc: where each thread has its own, what one has freed the others cannot use
EVENTS = "prefect.events.worker"
_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")


class PrefectServer:
    """Use it in a ``with``; everything comes before the first import of Prefect."""

    def __init__(self, workspace: Workspace, *, lasting: bool) -> None:
        self._workspace = workspace
        self._lasting = lasting
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PrefectServer:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            _send_last_messages()
            for name in ("PREFECT_API_URL", CERTIFICATES):
                os.environ.pop(name, None)
            _stop(self._child)

    def begin(self) -> None:
        """Start it, and import Prefect meanwhile: both take seconds. ``PREFECT_API_URL`` is set to it.

        Raises WorkspaceError where it would be open to others without a password, or finds no port.
        """
        if self._child is None and not os.environ.get("PREFECT_API_URL"):
            listen = self._workspace.settings.listen if self._lasting else HERE
            _refuse_open_door(listen)
            begin_database(self._workspace.prefect_home)
            self._child = _start(self._workspace, listen, self._lasting)
            port = _port(self._child, self._workspace)
            os.environ["PREFECT_API_URL"] = f"http://{_reached_at(listen)}:{port}/api"
            os.environ[CERTIFICATES] = str(CERTIFICATE)
        importlib.import_module("prefect.flows")

    def address(self) -> str:
        """The API address of the server, which answers. Raises WorkspaceError when it does not start."""
        self.begin()
        if self._child is not None:
            _await_health(self._child, self._workspace)
        return os.environ["PREFECT_API_URL"]


def _start(workspace: Workspace, listen: str, lasting: bool) -> subprocess.Popen[bytes]:
    ports = (str(workspace.settings.port), *(["0"] if listen == HERE else []))
    command = [sys.executable, "-m", "flows.server_process", listen, _reached_at(listen), *ports]
    env = {**os.environ, **LEAN, **({} if lasting else BRIEF)}
    pipe = subprocess.PIPE
    with (workspace.prefect_home / "server.log").open("wb") as log:
        if sys.platform == "win32":
            apart = subprocess.CREATE_NEW_PROCESS_GROUP
            return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=log, env=env, creationflags=apart)
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=log, env=env, process_group=0)


def _await_health(child: subprocess.Popen[bytes], workspace: Workspace) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        if _answers(f"{os.environ['PREFECT_API_URL']}/health"):
            return
        time.sleep(0.1)
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


def _refuse_open_door(listen: str) -> None:
    if listen != HERE and not os.environ.get(PASSWORD):
        reason = f"流程界面要在 {listen} 上对外开放（xianhui.yaml 的 listen），但没有设密码。"
        remedy = f"请设环境变量 {PASSWORD}=用户名:密码 后再启动；或把 listen 改回 {HERE}，只在本机查看。"
        raise WorkspaceError("XH-SERVE-004", reason, remedy)


def _port(child: subprocess.Popen[bytes], workspace: Workspace) -> int:
    """The port that the child has taken. Raises WorkspaceError when there was none to take."""
    assert child.stdout is not None
    said = child.stdout.readline().strip()
    if said:
        return int(said)
    listen, port = workspace.settings.listen, workspace.settings.port
    reason = f"{listen} 的端口 {port} 用不了：已被占用，或不是本机的地址。"
    raise WorkspaceError("XH-SERVE-002", reason, "请在 xianhui.yaml 中改 port 或 listen 后再试。")


def _reached_at(listen: str) -> str:
    """Where this machine reaches what listens there: on all addresses means on its own too."""
    return HERE if listen == "0.0.0.0" else listen


def _send_last_messages() -> None:
    """What runs have said, and how they ended, is sent in the background; let it arrive while the server is there.

    Its connections are closed then: a server that stops waits for those that are open.
    """
    for name in _LOGGERS:
        for handler in logging.getLogger(name).handlers:
            handler.flush()
    if EVENTS in sys.modules:
        importlib.import_module(EVENTS).EventsWorker.drain_all(timeout=DRAIN_SECONDS)


def _stop(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    child.stdin.close()
    if child.stdout is not None:
        child.stdout.close()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
