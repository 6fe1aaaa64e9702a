"""The process in which Prefect's own server runs: it ends when its standard input ends, so it never outlives whoever started it.

A ``kill -9`` of ``xianhui`` closes the pipe too, which no signal handler could promise.
"""

from __future__ import annotations

import os
import sys
import threading

import uvicorn

APPLICATION = "prefect.server.api.server:create_app"
GRACE_SECONDS = 15


def main(host: str, port: int) -> None:
    """Serve Prefect's API, UI and schedules at the address until standard input ends. Its settings are in the environment."""
    os.environ["PREFECT__SERVER_FINAL"] = "1"
    server = uvicorn.Server(
        uvicorn.Config(APPLICATION, factory=True, host=host, port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
    server.run()


def _stop_at_end_of_input(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True
    threading.Timer(GRACE_SECONDS, os._exit, (1,)).start()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
