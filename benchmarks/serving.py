"""A workspace that is served: how soon a dropped file is recorded, and whether its processes grow. Linux only.

    python benchmarks/serving.py --drops 10 --files 5000 --portion 250

A drop is one report, written at a moment of no relation to the watcher's looks; its time ends when the ledger says that it is
recorded, and the stability delay is taken off. For the growth, small distinct reports come in portions, each with its
county tables; what every process holds is read after 500 files and at the end.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from etl.demo import SAMPLES
from etl.workspace import Workspace, init_workspace

REPORT = SAMPLES / "青溪县" / "石桥镇" / "石桥镇2024年工作总结及2025年工作计划.txt"
SMALL = (
    "{township}2024年工作总结\n\n今年以来，{township}实现农业总产值{output:.2f}亿元，同比增长{growth:.1f}%；完成固定资产投资{invested}万元，"
    "粮食总产量{grain}吨，农村居民人均可支配收入{income}元。新建农村公路{road:.1f}公里，新增造林{forest}亩。\n"
)
COUNTIES = 5  # in which the files of a portion lie
DIGITS = str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸")  # a township by the name of 1949 would be read as a year
SETTLED = 500  # files after which growth counts
PATIENCE = 900.0


@dataclass(frozen=True)
class Served:
    """A workspace with ``xianhui serve`` running in it."""

    workspace: Workspace
    process: subprocess.Popen[bytes]

    def recorded(self, path: str = "%") -> int:
        """How many contents whose path is like ``path`` are done."""
        query = "select count(*) from contents where state = 'done' and path like ?"
        return self._asked(query, path)

    def tables(self) -> int:
        return self._asked("select count(*) from rollups where fingerprint <> ''")

    def memory(self) -> dict[str, float]:
        """MB that are resident, by the name of the process; of several with one name all."""
        while True:
            with suppress(
                FileNotFoundError, ProcessLookupError
            ):  # a process or a thread has ended meanwhile: look again
                return self._memory()

    def _memory(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for process in sorted(_family(self.process.pid)):
            with_name = _named(process)
            found[with_name] = found.get(with_name, 0) + _resident(process)
        return found

    def has(self, contents: int, tables: int) -> bool:
        return self.recorded() >= contents and self.tables() >= tables

    def await_(self, what: Callable[[], object], pause: float) -> float:
        """Seconds until ``what`` is so. Raises AssertionError when it has stopped, or takes too long."""
        began = time.monotonic()
        while not what():
            running = self.process.poll() is None and time.monotonic() < began + PATIENCE
            assert running, (self.workspace.root / "serve.log").read_text("utf-8")
            time.sleep(pause)
        return time.monotonic() - began

    def _asked(self, query: str, *values: str) -> int:
        ledger = sqlite3.connect(f"file:{self.workspace.ledger_path}?mode=ro", uri=True, timeout=30)
        try:
            return int(ledger.execute(query, values).fetchone()[0])
        finally:
            ledger.close()


@contextmanager
def served(folder: Path, **settings: object) -> Iterator[Served]:
    """A new workspace, served until the end of the ``with``."""
    root = init_workspace(folder).root
    (root / "xianhui.yaml").write_text("".join(f"{key}: {value}\n" for key, value in settings.items()), "utf-8")
    with (root / "serve.log").open("wb") as log:
        command = [sys.executable, "-m", "etl.cli", "serve", "--workspace", str(root)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    here = Served(Workspace.open(root), process)
    try:
        here.await_(lambda: "Ctrl-C" in (root / "serve.log").read_text("utf-8"), 0.2)
        here.await_(here.workspace.ledger_path.exists, 0.2)
        time.sleep(5)  # it has looked at the inbox once, and is idle
        yield here
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def latency(here: Served, drops: int) -> list[float]:
    """Seconds beyond the stability delay of each drop."""
    chance, taken = random.Random(1), []
    delay = here.workspace.settings.stability_seconds
    for number in range(drops):
        path = f"青溪县/石桥镇/石桥镇2024年工作总结第{number}稿.txt"
        file = here.workspace.inbox / path
        file.parent.mkdir(parents=True, exist_ok=True)
        time.sleep(2 + 2 * chance.random())
        file.write_text(f"{REPORT.read_text('utf-8')}\n第{number}稿\n", "utf-8")
        taken.append(here.await_(partial(here.recorded, path), 0.02) - delay)
        print(f"  drop {number + 1:2}: {taken[-1]:5.2f} s", flush=True)
    return taken


def growth(here: Served, files: int, portion: int) -> tuple[dict[str, float], dict[str, float]]:
    """The memory of every process after the first ``SETTLED`` files, and at the end."""
    settled: dict[str, float] = {}
    for number in range(files // portion):
        dropped = (number + 1) * portion
        drop(here.workspace.inbox, range(number * portion, dropped), number)
        took = here.await_(partial(here.has, dropped, (number + 1) * COUNTIES), 0.5)
        time.sleep(3)
        memory = here.memory()
        print(f"  {dropped:5} files, {took:4.0f} s: " + _told(memory), flush=True)
        if dropped <= max(SETTLED, portion):
            settled = memory
    return settled, memory


def drop(inbox: Path, numbers: range, portion: int) -> None:
    for number in numbers:
        chance = random.Random(number)
        county, township = f"第{portion}组{number % COUNTIES}县", f"{number}镇".translate(DIGITS)
        folder = inbox / county / township
        folder.mkdir(parents=True)
        figures = {name: chance.randrange(100, 9999) for name in ("invested", "grain", "income", "forest")}
        shares = {name: chance.random() * 20 for name in ("output", "growth", "road")}
        (folder / f"{township}2024年工作总结.txt").write_text(
            SMALL.format(township=township, **figures, **shares), "utf-8"
        )


def _told(memory: dict[str, float]) -> str:
    return ", ".join(f"{name} {size:.0f} MB" for name, size in sorted(memory.items()))


def _family(process: int) -> Iterator[int]:
    """The process and all that it has started."""
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _named(process: int) -> str:
    """What a process does, by the module that it runs."""
    words = Path(f"/proc/{process}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    modules = ("etl.cli", "flows.server_process", "etl.readers.answering")
    return next((module for module in modules if module in words), "other")


def _resident(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drops", type=int, default=10)
    parser.add_argument("--files", type=int, default=5000, help="for the growth; 0: leave it out")
    parser.add_argument("--portion", type=int, default=250)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.drops:
            with served(Path(folder) / "drops") as here:
                taken = latency(here, options.drops)
            median, worst = statistics.median(taken), max(taken)
            print(f"drop -> recorded, beyond the stability delay: median {median:.2f} s, worst {worst:.2f} s")
        if options.files:
            with served(Path(folder) / "growth", stability_seconds=0, scan_seconds=1, quiet_minutes=0) as here:
                settled, end = growth(here, options.files, options.portion)
            for name in sorted(settled):
                more = 100 * (end[name] / settled[name] - 1)
                print(f"{name:24}{settled[name]:6.0f} MB -> {end[name]:6.0f} MB {more:+6.1f} %")


if __name__ == "__main__":
    main()
