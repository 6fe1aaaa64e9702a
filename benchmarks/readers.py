"""How many documents a second each reader reads: one process, the sample report of every format.

    python benchmarks/readers.py [--seconds 2]

The samples of the tests, and the Word files of the bundled reports, in processor time. Formats that LibreOffice converts are
measured by the clock on the wall, twice: each file by itself, and twenty in one call, as a batch is converted.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from etl.readers import office, read
from etl.readers.libreoffice import program

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "readers" / "samples"
REPORTS = ROOT / "etl" / "samples" / "inbox"
CONVERTED = (".doc", ".rtf", ".odt")
TOGETHER = 20


def per_second(work: Callable[[], int], seconds: float, clock: Callable[[], float] = time.process_time) -> float:
    """Documents a second by this clock: ``work`` reads some and says how many."""
    count, began = 0, clock()
    while (taken := clock() - began) < seconds:
        count += work()
    return count / taken


def reading(paths: list[Path]) -> Callable[[], int]:
    contents = [(path.read_bytes(), path.name) for path in paths]
    return lambda: len([read(content, name) for content, name in contents])


def together(path: Path) -> Callable[[], int]:
    """Twenty files of one format, converted in one call and then read."""
    content = path.read_bytes()

    def work() -> int:
        made = office.convert_ahead({f"{number:064x}": content for number in range(TOGETHER)})
        return len([read(content, path.name, docx) for docx in made.values()])

    return work


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seconds", type=float, default=2.0)
    seconds = options.parse_args().seconds
    own = [path for path in sorted(SAMPLES.glob("[rt]*.*")) if path.suffix not in (*CONVERTED, ".wps", ".py")]
    for path in own:
        print(f"{path.name:24} {path.stat().st_size:8} bytes {per_second(reading([path]), seconds):8.0f} documents/s")
    bundled = sorted(REPORTS.rglob("*.docx"))
    size = sum(path.stat().st_size for path in bundled) // len(bundled)
    print(f"{'bundled docx reports':24} {size:8} bytes {per_second(reading(bundled), seconds):8.0f} documents/s")
    for suffix in CONVERTED if program() else ():
        path = SAMPLES / f"report{suffix}"
        alone, many = (per_second(work, seconds, time.perf_counter) for work in (reading([path]), together(path)))
        print(f"{path.name:24} {path.stat().st_size:8} bytes {alone:8.2f} documents/s alone, {many:.2f} in one call")


if __name__ == "__main__":
    main()
