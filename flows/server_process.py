"""The process in which Prefect's own server runs: it takes a port, says which, and ends when its standard input ends.

Rules:
- The port is taken before it is said, so that no other server can answer in its place. Its socket is said to be of TCP: asyncio
  has answers sent at once only on those that are, else the second half of each waits 40 ms until the client has acknowledged the first.
- A ``kill -9`` of ``xianhui`` closes the pipe too, which no signal handler could promise: the server never outlives it.
"""

from __future__ import annotations

import gc
import os
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uvicorn

APPLICATION = "prefect.server.api.server:create_app"
GRACE_SECONDS = 15
CACHES = 16 << 20  # bytes


def main(listen: str, reached_at: str, ports: Iterable[int]) -> None:
    """Serve Prefect's API, UI and schedules at the first port that is free. Its settings are in the environment."""
    taken = _taken(listen, ports)
    if taken is None:
        return
    port = taken.getsockname()[1]
    os.environ["PREFECT_API_URL"] = f"http://{reached_at}:{port}/api"
    os.environ["PREFECT__SERVER_FINAL"] = "1"
    print(port, flush=True)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    _limit_caches()

    import uvicorn

    config = uvicorn.Config(
        APPLICATION, factory=True, log_level="error", timeout_graceful_shutdown=1, host=listen, port=port
    )
    _load(config)
    server = uvicorn.Server(config)
    threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
    server.run(sockets=[taken])
    os._exit(0)  # all is written; Python would take a second to take itself apart


def _load(config: uvicorn.Config) -> None:
    """Prefect. Of the many objects that it is made of none is garbage: to look for it takes a tenth of the start."""
    gc.disable()
    config.load()
    gc.freeze()
    gc.enable()


def _limit_caches() -> None:
    """Of all connections of this process: Prefect lets each keep 80 MB of its database, which grows with every run."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"PRAGMA soft_heap_limit={CACHES}")


def _taken(listen: str, ports: Iterable[int]) -> socket.socket | None:
    for port in ports:
        probe = socket.socket(proto=socket.IPPROTO_TCP)
        if os.name == "posix":  # elsewhere it would let two servers have the same port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
            probe.listen(100)
        except OSError:
            probe.close()
            continue
        return probe
    return None


def _stop_at_end_of_input(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True
    threading.Timer(GRACE_SECONDS, os._exit, (1,)).start()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], map(int, sys.argv[3:]))
