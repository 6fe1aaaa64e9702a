"""What Prefect needs to know before it is imported: where it lives, and that it must keep to itself.

Rules:
- Prefect's database, profiles and log lie in the workspace (``.xianhui/prefect``); nothing is read from or written to the home folder.
- Nothing is reported to anybody: no analytics, no telemetry.
- ``PREFECT_API_URL``, when it is set, names the server to use; otherwise Prefect starts one of its own on 127.0.0.1.
- What runs on this machine is reached directly, also where the environment names a proxy.
- Its log goes to ``.xianhui/prefect/prefect.log``, and holds warnings only: the runs' own messages are in its database.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from etl.workspace import Workspace

START_SECONDS = 180  # a slow disk and a virus scanner take their time when the database is made
HERE = "127.0.0.1,localhost"
LOGGING = Path(__file__).with_name("logging.yml")


def prepare(workspace: Workspace) -> None:
    """Set the environment of this process and its children. Must come before the first import of Prefect."""
    if "prefect" in sys.modules and os.environ.get("PREFECT_HOME") != str(workspace.prefect_home):
        raise RuntimeError("Prefect was imported before its home was known")
    os.environ.update({
        "PREFECT_HOME": str(workspace.prefect_home),
        "PREFECT_PROFILES_PATH": str(workspace.prefect_home / "profiles.toml"),
        "PREFECT_LOGGING_SETTINGS_PATH": str(LOGGING),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_SECONDS),
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(workspace.prefect_home / "ui"),
        "DO_NOT_TRACK": "1",
    })  # fmt: skip
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), HERE)))
