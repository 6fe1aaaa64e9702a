"""How fast text becomes mentions with indicators, and what other ways cost on the same text in the same run.

    python benchmarks/engine.py [--kilobytes 500] [--runs 5] [--reports FOLDER ...] [--jionlp PYTHON] [--megabytes 100] [--hard]

One thread, documents of about 15 KB made of the sentences of reports in a random order (the same in every run) with other
digits in each. Loading the rules and compiling are not counted. Each line is explained in README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
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
HARD = ("9", "亿", "一", "2023.11.25-", "1,", "100 ", "3亩、", "增长5%，", "全镇", "一、工作\n")
MONEY = """
import json, sys, time
import jionlp
texts, runs = json.load(sys.stdin)
taken = []
for _ in range(runs + 1):
    start = time.process_time()
    for text in texts:
        jionlp.ner.extract_money(text)
    taken.append(time.process_time() - start)
print(sorted(taken[1:])[runs // 2])
"""


def sentences(folders: Iterable[Path]) -> list[str]:
    """The sentences of all reports with their final marks; headings and lines of tables are among them."""
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".txt", ".docx"))
    texts = [read(path.read_bytes(), path.name).text for path in files]
    return [piece for text in texts for piece in re.findall(r"[^。\n]+[。\n]?", text) if piece.strip()]


def documents(size: int, folders: Iterable[Path] = tuple(REPORTS)) -> Iterator[Document]:
    """Documents of together ``size`` bytes of UTF-8; no two sentences with figures are alike, but for their words."""
    pieces, chance = sentences(folders), random.Random(SEED)

    def other(digit: re.Match[str]) -> str:
        return str(chance.randint(1, 9))

    while size > 0:
        text, length = [], 0
        while length < min(DOCUMENT, size):
            text.append(re.sub(r"(?<![\d.])[1-9](?!\d{3}年)(?=\d{2})|(?<=\.)\d", other, chance.choice(pieces)))
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


def money(texts: list[Document], runs: int, python: str) -> float:
    """What JioNLP takes to find the amounts of money alone, in a Python of its own."""
    given = json.dumps([[text.text for text in texts], runs])
    done = subprocess.run(
        [python, "-c", MONEY], input=given, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return float(done.stdout.split()[-1])


def peak() -> float:
    """The most memory that this process has had, in MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def at_length(rulebook: Rulebook, size: int, folders: list[Path]) -> None:
    """Reads ``size`` bytes of text document by document and tells how memory grew after the first tenth."""
    begun, reading, early = time.process_time(), 0.0, 0.0
    number = done = 0
    for text in documents(size, folders):
        start = time.process_time()
        extract(text, rulebook)
        reading += time.process_time() - start
        number += 1
        done += len(text.text.encode())
        if not early and done >= size / 10:
            early = peak()
    took = time.process_time() - begun
    print(
        f"{done / 1e6:.0f} MB, {number} documents   {done / 1e6 / reading:6.2f} MB/s   ({took:.0f} s with their making)"
    )
    print(
        f"memory                    {early:.0f} MB after a tenth, {peak():.0f} MB at the end: {peak() / early - 1:+.1%}"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--kilobytes", type=int, default=500)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--reports", type=Path, nargs="+", default=REPORTS, help="folders with reports (txt, docx)")
    options.add_argument("--jionlp", metavar="PYTHON", help="a Python in which jionlp is installed")
    options.add_argument("--megabytes", type=int, default=0, help="read so much text more, and tell how memory grows")
    options.add_argument("--hard", action="store_true", help="texts made to be slow, 1 MB each")
    chosen = options.parse_args()
    rulebook = load_rulebook()
    texts = list(documents(chosen.kilobytes * 1000, chosen.reports))
    size = sum(len(text.text.encode()) for text in texts) / 1e6
    mentions = sum(len(extract(text, rulebook).mentions) for text in texts)
    print(f"{size:.2f} MB, {len(texts)} documents, {len(rulebook.indicators)} rules")
    engine = seconds(lambda: [extract(text, rulebook) for text in texts], chosen.runs)
    per_figure = f"{mentions / size / 1000:.1f} figures a KB, {engine / mentions * 1e6:.0f} µs a figure"
    print(f"engine                    {size / engine:6.2f} MB/s   {per_figure}")
    patterns = one_by_one(rulebook)
    each = seconds(lambda: [pattern.findall(text.text) for text in texts for pattern in patterns], chosen.runs)
    print(f"one expression a rule     {size / each:6.2f} MB/s   engine is {each / engine:.2f} x as fast")
    if chosen.jionlp:
        amounts = money(texts, chosen.runs, chosen.jionlp)
        print(f"JioNLP, money alone       {size / amounts:6.2f} MB/s   engine is {amounts / engine:.2f} x as fast")
    doubled = twice(rulebook)
    double = seconds(lambda: [extract(text, doubled) for text in texts], chosen.runs)
    print(f"engine, every rule twice  {size / double:6.2f} MB/s   costs {100 * (double / engine - 1):+.0f} %")
    for piece in HARD if chosen.hard else ():
        text = Document((piece * 1_000_000).encode()[:1_000_000].decode(errors="ignore"))
        slow = seconds(lambda text=text: extract(text, rulebook), 1)
        print(f"{piece.strip() + ' x 1 MB':<26}{1 / slow:6.2f} MB/s   a byte costs {slow / engine * size:.1f} x")
    if chosen.megabytes:
        at_length(rulebook, chosen.megabytes * 1_000_000, chosen.reports)


if __name__ == "__main__":
    main()
