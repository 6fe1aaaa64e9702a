"""``xianhui serve`` against a real Prefect server: the schedule is kept, the inbox is watched, a signal stops it cleanly."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.demo import SAMPLES

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


@pytest.fixture
def served(workspace: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (workspace / "serve.log").open("wb") as log:
        command = [sys.executable, "-m", "etl.cli", "serve", "--workspace", str(workspace)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=without_server())
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()


def without_server() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}


def awaited(seconds: float, what: Callable[[], Any]) -> Any:
    """What ``what`` gives, as soon as it is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := what():
            return result
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds} s")


def flow_runs(url: str) -> list[dict[str, Any]]:
    request = urllib.request.Request(
        f"{url}/api/flow_runs/filter", data=b"{}", headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        runs: list[dict[str, Any]] = json.load(response)
    return runs


def test_serve_keeps_the_schedule_and_watches_the_inbox(workspace: Path, served: subprocess.Popen[bytes]) -> None:
    log = workspace / "serve.log"
    awaited(180, lambda: PORT_LINE in log.read_text("utf-8") or served.poll() is not None)
    said = log.read_text("utf-8")
    assert served.poll() is None, said
    url = "http://127.0.0.1:" + said.partition(PORT_LINE)[2][:5].strip("　")

    scheduled = awaited(90, lambda: [run for run in flow_runs(url) if run["state_type"] == "SCHEDULED"])
    assert all("T18:00:00" in run["expected_start_time"] for run in scheduled), "02:00 in Asia/Shanghai is 18:00 UTC"

    shutil.copytree(SAMPLES / "湖阳县", workspace / "inbox" / "湖阳县")
    awaited(120, (workspace / "outputs" / "2024" / "湖阳县" / "datapackage.json").exists)
    assert "收件：8 份待处理" in [run["name"] for run in flow_runs(url)]

    command = [sys.executable, "-m", "etl.cli", "serve", "--workspace", str(workspace)]
    second = subprocess.run(command, capture_output=True, env=without_server(), timeout=60, check=False)
    assert second.returncode == 1 and "XH-WSP-006" in second.stderr.decode("utf-8"), "a second serve says so and stops"
    served.send_signal(signal.SIGTERM)
    assert served.wait(60) == 0 or sys.platform == "win32"
    with pytest.raises(OSError):
        flow_runs(url)
