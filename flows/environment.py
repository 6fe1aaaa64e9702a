"""What Prefect needs to know before it is imported: where it lives, and that it must keep to itself.

Rules:
- Prefect's database, profiles and log lie in the workspace (``.xianhui/prefect``); nothing is read from or written to the home folder.
- Nothing is reported to anybody: no analytics, no telemetry.
- ``PREFECT_API_URL``, when it is set, names the server to use; otherwise one is started here (flows/server.py).
- Who must give a password to the server gives it to its clients as well.
- What Prefect remembers of runs is thrown away after the days that the settings say. Events (several rows for every change of
  state, which nobody reads) are not kept: with them its database grows three times as fast, and its server's memory half as
  fast again. Those that an earlier version kept are thrown away.
- The states of tasks are recorded in batches, once a second: one by one they cost the server twice as much.
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
PASSWORD = "PREFECT_SERVER_API_AUTH_STRING"
DAY = 86_400
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
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(workspace.settings.history_days * DAY),
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(workspace.prefect_home / "ui"),
        "DO_NOT_TRACK": "1",
    })  # fmt: skip
    if PASSWORD in os.environ:
        os.environ.setdefault("PREFECT_API_AUTH_STRING", os.environ[PASSWORD])
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), HERE)))
