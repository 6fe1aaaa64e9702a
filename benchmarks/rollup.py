"""From the compacted figures of many counties to county x indicator, on two cores, and the memory that it takes.

    python benchmarks/rollup.py --figures 6000000

The reports of a few counties (as in ``office.py``) are read and put together by the nightly housekeeping; its files are then
written again under the names of ever more counties, one each. Measured is the way from these files to all rows of ROLLUP,
by the functions that the nightly uses, many counties at a time. Starting two processes and loading the rules is left out,
and the first of the lines printed, too.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path
from threading import Barrier

import polars as pl
from office import workspace

from etl.intake import arrive, process_all
from etl.rollup.candidates import DECIDING, candidates
from etl.rollup.observations import observe
from etl.rollup.previous import with_previous
from etl.rollup.rollup import roll_up_observations
from etl.rulebook import Rulebook, load_rulebook
from etl.store.parquet import compact_file, published_mentions
from etl.tables import MENTIONS
from flows.office import Office
from flows.processes import processes
from flows.workers import Workers

YEAR = 2024
PROCESSES = 2
_rules: list[Rulebook] = []  # in a process of the pool


def read_reports(root: Path) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """REPORTS and mentions of each county of the workspace, its figures put together."""
    with Office(root) as office:
        arrive(office.ledger)
        with Workers(PROCESSES) as workers:
            process_all(office.ledger, office.rulebook, workers.map)
        office.ledger.keep_house()
        counties = sorted(path.name for path in (root / "inbox").iterdir())
        found = [office.ledger.reports(county) for county in counties]
        return [(reports, office.ledger.mentions(reports)) for reports in found]


def write_counties(
    folder: Path, some: list[tuple[pl.DataFrame, pl.DataFrame]], figures: int
) -> tuple[pl.DataFrame, int]:
    """REPORTS and ``parquet`` of as many counties as hold so many figures, and how many they hold."""
    (folder / "compact").mkdir()
    written: list[pl.DataFrame] = []
    held = 0
    while held < figures:
        number = len(written)
        reports, mentions = some[number % len(some)]
        own = {sha: hashlib.sha256(f"{number}{sha}".encode()).hexdigest() for sha in reports["sha256"]}
        renamed = pl.col("sha256").replace_strict(own)
        name, content = compact_file(list(own.values()), mentions.select(renamed, *MENTIONS.names))
        (folder / name).write_bytes(content)
        county = pl.format("{}之{}", "county", pl.lit(number))
        written.append(reports.with_columns(renamed, county=county, parquet=pl.lit(name)))
        held += mentions.height
    return pl.concat(written), held


def open_rules(together: Barrier) -> None:
    """Ready when all processes are."""
    _rules.append(load_rulebook())
    together.wait()


def county_by_indicator(folder: Path, reports: pl.DataFrame) -> tuple[int, float, int]:
    """How many rows of ROLLUP these counties have, the processor time, and the memory at the peak of the process, in MB."""
    began = time.process_time()
    figures = candidates(published_mentions(folder, reports, DECIDING), _rules[0])
    observed = observe(figures)
    none = observed.clear()
    expected = dict(reports.group_by("county").agg(pl.col("township").n_unique()).iter_rows())
    rolled = roll_up_observations(with_previous(observed, figures, none), none, YEAR, _rules[0], expected)
    return rolled.height, time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", type=int, default=6_000_000)
    parser.add_argument("--documents", type=int, default=480)
    parser.add_argument("--counties", type=int, default=24)
    parser.add_argument("--together", type=int, default=64, help="counties at a time")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(PROCESSES)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        some = read_reports(workspace(folder, "few", options.documents, options.counties))
        reports, held = write_counties(folder, some, options.figures)
        one_each = reports.partition_by("county", maintain_order=True)
        parts = [pl.concat(one_each[at : at + options.together]) for at in range(0, len(one_each), options.together)]
        print(f"{held:,} figures of {len(one_each)} counties")
        with processes(PROCESSES, open_rules, together) as pool:
            for _ in range(options.runs + 1):
                began = time.perf_counter()
                rows, busy, memory = zip(*pool.map(county_by_indicator, [folder] * len(parts), parts), strict=True)
                seconds = time.perf_counter() - began
                print(
                    f"{sum(rows):,} rows{seconds:8.1f} s, of the processors{sum(busy):8.1f} s, {max(memory)} MB a process"
                )


if __name__ == "__main__":
    main()
