"""``xianhui deploy`` against a Prefect server and a worker that an office has already."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.demo import SAMPLES

Environment = dict[str, str]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """The environment in which the office's own server answers, with a work pool."""
    place = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PREFECT_HOME": str(place / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (place / "server.log").open("wb") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
    try:
        deadline = time.monotonic() + 120
        while not answers(environment):
            assert server.poll() is None and time.monotonic() < deadline, (place / "server.log").read_text("utf-8")
            time.sleep(0.5)
        run("prefect", "work-pool", "create", "office", "--type", "process", environment=environment)
        yield environment
    finally:
        server.terminate()
        server.wait(60)


def answers(environment: Environment) -> bool:
    try:
        asked(environment, "health")
    except OSError:
        return False
    return True


def asked(environment: Environment, what: str, body: dict[str, Any] | None = None) -> Any:
    """What the server says; with a body it is a POST."""
    data = None if body is None else json.dumps(body).encode()
    url = f"{environment['PREFECT_API_URL']}/{what}"
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def run(*command: str, environment: Environment) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        capture_output=True, encoding="utf-8", env=environment, stdin=subprocess.DEVNULL, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def test_a_worker_of_the_offices_own_server_does_the_work(
    tmp_path: Path, office: Environment, xianhui: Callable[..., Any]
) -> None:
    root = tmp_path / "值班"
    assert xianhui("init", root).returncode == 0
    shutil.copytree(SAMPLES / "湖阳县" / "城关镇", root / "inbox" / "湖阳县" / "城关镇")
    name = run("etl.cli", "deploy", "--pool", "office", "--workspace", str(root), environment=office)
    deployment = asked(office, f"deployments/name/{urllib.parse.quote(name)}")
    assert sorted(each["slug"] for each in deployment["schedules"]) == ["nightly", "often"]

    started = asked(office, f"deployments/{deployment['id']}/create_flow_run", {})
    run("prefect", "worker", "start", "--pool", "office", "--run-once", environment=office)
    ended = asked(office, f"flow_runs/{started['id']}")
    assert ended["state_type"] == "COMPLETED", ended["state"]
    assert list((root / "outputs").rglob("湖阳县*年乡镇指标汇总.xlsx"))


def test_a_pool_that_is_not_there_is_said(tmp_path: Path, office: Environment, xianhui: Callable[..., Any]) -> None:
    root = tmp_path / "值班"
    assert xianhui("init", root).returncode == 0
    refused = xianhui("deploy", "--pool", "elsewhere", "--workspace", root, env=office)
    assert refused.returncode == 1 and "XH-SERVE-006" in refused.stderr


def test_a_server_that_does_not_answer_is_said(tmp_path: Path, xianhui: Callable[..., Any]) -> None:
    root = tmp_path / "值班"
    assert xianhui("init", root).returncode == 0
    refused = xianhui("deploy", "--pool", "any", "--workspace", root, env={"PREFECT_API_URL": "http://127.0.0.1:9/api"})
    assert refused.returncode == 1 and "XH-SERVE-007" in refused.stderr
