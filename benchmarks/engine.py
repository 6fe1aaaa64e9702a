"""How fast text becomes mentions with indicators, beside the usual way: one regular expression for each rule, in turn.

    python benchmarks/engine.py [--kilobytes 500] [--runs 5]

Both read the same text in the same run, one thread, in documents of about 15 KB made of the sentences of the sample and test
reports in a random order (the same in every run). Loading the rules and compiling are not counted. The last line is the
engine with every rule twice, under two codes: what growth of the rulebook costs.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from etl.extract import extract
from etl.extract.words import alternation
from etl.readers import read
from etl.readers.document import Document
from etl.rulebook import load_rulebook
from etl.rulebook.model import GAP, HOLE, Indicator, Rulebook

ROOT = Path(__file__).resolve().parent.parent
REPORTS = [ROOT / "etl" / "samples" / "inbox", ROOT / "tests" / "extract" / "reports"]
DOCUMENT = 15_000  # bytes
SEED = 20241231
FIGURE = r"[^。\n]{0,12}?(\d+(?:\.\d+)?)"


def sentences() -> list[str]:
    """The sentences of all reports with their final marks; headings and lines of tables are among them."""
    files = sorted(path for folder in REPORTS for path in folder.rglob("*") if path.suffix in (".txt", ".docx"))
    texts = [read(path.read_bytes(), path.name).text for path in files]
    return [piece for text in texts for piece in re.findall(r"[^。\n]+[。\n]?", text) if piece.strip()]


def documents(size: int) -> Iterator[Document]:
    """Documents of together ``size`` bytes of UTF-8."""
    pieces, chance = sentences(), random.Random(SEED)
    while size > 0:
        text, length = [], 0
        while length < min(DOCUMENT, size):
            text.append(chance.choice(pieces))
            length += len(text[-1].encode())
        size -= length
        yield Document("".join(text))


def one_by_one(rulebook: Rulebook) -> list[re.Pattern[str]]:
    """For each rule what a script would have: its words, then a figure, then a unit of the rule's dimension."""
    units = rulebook.units
    dimension = {unit.unit: unit.dimension for unit in units.units}
    multiplier = f"{alternation(units.multipliers)}{{0,2}}"

    def pattern(rule: Indicator) -> re.Pattern[str]:
        own = next((name for name in dimension if rule.unit.endswith(name)), rule.unit)
        same = [unit for unit in units.units if unit.dimension == dimension.get(own)]
        spellings = {own, *(word for unit in same for word in (unit.unit, *unit.variants))}
        words = alternation(
            part for text in (rule.name, *rule.phrases) for part in re.split(f"{GAP}|{HOLE}", text) if part
        )
        return re.compile(f"{words}{FIGURE}{multiplier}{alternation(spellings)}")

    return [pattern(re_rule) for re_rule in rulebook.indicators.values()]


def twice(rulebook: Rulebook) -> Rulebook:
    """A rulebook with every rule a second time, under another code."""
    again = {
        f"{code}_again": rule.model_copy(update={"code": f"{code}_again"}) for code, rule in rulebook.indicators.items()
    }
    return replace(rulebook, indicators={**rulebook.indicators, **again})


def seconds(read_all: Callable[[], object], runs: int) -> float:
    """The median of several runs, after one that is not counted."""
    taken = []
    for _ in range(runs + 1):
        start = time.process_time()
        read_all()
        taken.append(time.process_time() - start)
    return median(taken[1:])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--kilobytes", type=int, default=500)
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()
    rulebook = load_rulebook()
    texts = list(documents(chosen.kilobytes * 1000))
    size = sum(len(text.text.encode()) for text in texts) / 1e6
    mentions = sum(len(extract(text, rulebook).mentions) for text in texts)
    print(f"{size:.2f} MB, {len(texts)} documents, {mentions} mentions, {len(rulebook.indicators)} rules")
    engine = seconds(lambda: [extract(text, rulebook) for text in texts], chosen.runs)
    print(f"engine                    {size / engine:6.2f} MB/s")
    patterns = one_by_one(rulebook)
    each = seconds(lambda: [pattern.findall(text.text) for text in texts for pattern in patterns], chosen.runs)
    print(f"one expression a rule     {size / each:6.2f} MB/s   engine is {each / engine:.1f} x as fast")
    doubled = twice(rulebook)
    double = seconds(lambda: [extract(text, doubled) for text in texts], chosen.runs)
    print(f"engine, every rule twice  {size / double:6.2f} MB/s   costs {100 * (double / engine - 1):+.0f} %")


if __name__ == "__main__":
    main()
