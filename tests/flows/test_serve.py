"""``xianhui serve`` against a real Prefect server: the schedule is kept, the inbox is watched, a signal stops it cleanly."""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.demo import SAMPLES

PASSWORD = "office:not-guessed"
PORT_LINE = "流程界面：http://127.0.0.1:"


@pytest.fixture
def workspace(tmp_path: Path, xianhui: Callable[..., Any]) -> Path:
    root = tmp_path / "值班"
    assert xianhui("init", root).returncode == 0
    settings = (root / "xianhui.yaml").read_text("utf-8")
    for key, value in {"stability_seconds": 0, "scan_seconds": 1, "quiet_minutes": 0}.items():
        settings = "\n".join(f"{key}: {value}" if line.startswith(f"{key}:") else line for line in settings.split("\n"))
    (root / "xianhui.yaml").write_text(settings, "utf-8")
    return root


Serve = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def serve(workspace: Path) -> Iterator[Serve]:
    """Starts ``xianhui serve``, whose output goes to ``serve.log``, and kills what is left of it at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        with (workspace / "serve.log").open("wb") as log:
            command = [sys.executable, "-m", "etl.cli", "serve", "--workspace", str(workspace)]
            started.append(
                subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment())
            )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def environment() -> dict[str, str]:
    """No server of others, and a password for ours."""
    env = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    return {**env, "PREFECT_SERVER_API_AUTH_STRING": PASSWORD}


def awaited(seconds: float, what: Callable[[], Any]) -> Any:
    """What ``what`` gives, as soon as it is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := what():
            return result
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds} s")


def address(workspace: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the server of ``process`` answers, once it says so."""
    log = workspace / "serve.log"
    awaited(180, lambda: PORT_LINE in log.read_text("utf-8") or process.poll() is not None)
    said = log.read_text("utf-8")
    assert process.poll() is None, said
    return "http://127.0.0.1:" + said.partition(PORT_LINE)[2][:5].strip("　")


def found(url: str, what: str, password: str = PASSWORD) -> list[dict[str, Any]]:
    """All ``flow_runs`` or ``artifacts`` that the server knows."""
    headers = {"Content-Type": "application/json"}
    headers["Authorization"] = "Basic " + base64.b64encode(password.encode()).decode()
    request = urllib.request.Request(f"{url}/api/{what}/filter", data=b"{}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        rows: list[dict[str, Any]] = json.load(response)
    return rows


def answers(url: str) -> bool:
    try:
        return bool(found(url, "flow_runs"))
    except OSError:
        return False


def soonest_answer(url: str) -> float:
    """Seconds that the server takes at least to answer one of several requests of one connection."""
    connection, taken = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30), []
    for _ in range(30):
        began = time.perf_counter()
        connection.request("GET", "/api/health")
        connection.getresponse().read()
        taken.append(time.perf_counter() - began)
    connection.close()
    return min(taken[-15:])


def test_serve_keeps_the_schedule_and_watches_the_inbox(workspace: Path, serve: Serve) -> None:
    process = serve()
    url = address(workspace, process)
    with pytest.raises(urllib.error.HTTPError, match="401"):
        found(url, "flow_runs", password="guessed:wrong")
    assert soonest_answer(url) < 0.03, "an answer waits for an acknowledgement"

    scheduled = awaited(90, lambda: [run for run in found(url, "flow_runs") if run["state_type"] == "SCHEDULED"])
    assert all("T18:00:00" in run["expected_start_time"] for run in scheduled), "02:00 in Asia/Shanghai is 18:00 UTC"

    shutil.copytree(SAMPLES / "湖阳县", workspace / "inbox" / "湖阳县")
    awaited(120, (workspace / "outputs" / "2024" / "湖阳县" / "datapackage.json").exists)
    runs = {run["name"]: run for run in found(url, "flow_runs")}
    assert runs["收件：8 份待处理"]["tags"] == ["湖阳县"]
    shown = {artifact["key"]: artifact for artifact in found(url, "artifacts")}
    rows = json.loads(shown["intake-batch"]["data"])
    assert ("城关镇", "2024", "入账") in {(row["乡镇街道"], row["期间"], row["结果"]) for row in rows}
    awaited(60, lambda: [each for each in found(url, "artifacts") if str(each["key"]).startswith("county-2024-")])
    rollups = [run for run in found(url, "flow_runs") if run["name"] == "县级汇总"]
    assert any(run["tags"] == ["湖阳县"] for run in rollups)
    tasks = {run["name"]: run["tags"] for run in found(url, "task_runs")}
    assert "湖阳县 2024 汇总" in tasks and not any(tasks.values()), "each tag of a task costs a question to the server"
    awaited(90, lambda: "湖阳县 2024 年汇总表已更新" in (workspace / "serve.log").read_text("utf-8"))

    command = [sys.executable, "-m", "etl.cli", "serve", "--workspace", str(workspace)]
    second = subprocess.run(command, capture_output=True, env=environment(), timeout=60, check=False)
    assert second.returncode == 1 and "XH-WSP-006" in second.stderr.decode("utf-8"), "a second serve says so and stops"
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0 or sys.platform == "win32"
    with pytest.raises(OSError):
        found(url, "flow_runs")


def test_nights_that_a_killed_serve_missed_are_not_made_up_for_one_by_one(workspace: Path, serve: Serve) -> None:
    process = serve()
    url = address(workspace, process)
    awaited(90, lambda: [run for run in found(url, "flow_runs") if run["state_type"] == "SCHEDULED"])
    process.kill()
    process.wait()
    awaited(40, lambda: not answers(url))  # the server does not outlive it
    database = workspace / ".xianhui" / "prefect" / "prefect.db"
    with sqlite3.connect(database, timeout=30) as connection:  # as if three days had passed
        earlier = "strftime('%Y-%m-%d %H:%M:%f', expected_start_time, '-3 days')"
        connection.execute(
            f"UPDATE flow_run SET expected_start_time = {earlier}, next_scheduled_start_time = {earlier}"
        )
        missed = {id for (id,) in connection.execute("SELECT id FROM flow_run WHERE expected_start_time < datetime()")}
    assert len(missed) >= 2
    url = address(workspace, serve())
    awaited(60, lambda: not missed & {str(run["id"]) for run in found(url, "flow_runs")})


def test_without_a_password_nothing_is_served_to_other_machines(workspace: Path, xianhui: Callable[..., Any]) -> None:
    text = (workspace / "xianhui.yaml").read_text("utf-8").replace("listen: 127.0.0.1", "listen: 0.0.0.0")
    (workspace / "xianhui.yaml").write_text(text, "utf-8")
    refused = xianhui("serve", "--workspace", workspace, env={"PREFECT_API_URL": ""})
    assert refused.returncode == 1
    assert "XH-SERVE-004" in refused.stderr
