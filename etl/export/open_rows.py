"""The rows of 未归类指标: quantities that no rule covers, the same thing of several townships one below the other.

Rules:

- equal things meet under the key of :mod:`etl.extract.open` (便民桥/个); values are in its base unit;
- a thing is listed when at least ``open_townships`` townships of the county report it (rules/workbook.yaml);
- what most townships report comes first; within a thing by role, year and township, every sentence a row of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from etl.export.layout import Layout
from etl.export.lists import Cell, Row
from etl.export.looks import Figures, decimals
from etl.export.page import LONGEST, clean
from etl.export.plain import plain_decimal
from etl.export.readings import rank, township_order
from etl.export.words import file_name, worded
from etl.extract.open import open_indicators
from etl.review.question import Question
from etl.rollup.decided import mention_number
from etl.tables import MENTIONS

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook


def open_rows(tables: CountyTables, rulebook: Rulebook, layout: Layout) -> list[tuple[Row, Question]]:
    """A row for each open quantity that enough townships report, and the question that it makes: which indicator is it?"""
    columns = ("sha256", "start", "document", "surface", "report_period")
    printed = tables.mentions.select(columns).unique(["sha256", "start"])
    frame = (
        open_indicators(tables.mentions, rulebook)
        .with_columns(townships=pl.col("township").n_unique().over("key").cast(pl.Int64))
        .filter(pl.col("townships") >= layout.open_townships)
        .join(printed, on=["sha256", "start"], how="left")
        .with_columns(
            rank("township", township_order(tables)),
            plain_decimal(pl.col("value")),
            role_word=worded(MENTIONS, "role", layout.words),
        )
        .sort(
            -pl.col("townships"), "key", "role", pl.col("year"), "township_rank", "document", "start", nulls_last=True
        )
    )
    figures = Figures(layout)
    found = []
    for row in frame.iter_rows(named=True):
        sentence, mark = _sentence(row, tables.texts.get(row["sha256"], ""))
        question = _question(row, tables, sentence)
        found.append((_row(row, figures, question.number, sentence, mark), question))
    return found


def _question(row: dict[str, Any], tables: CountyTables, sentence: str) -> Question:
    number = mention_number(row, tables.texts)
    name = row["key"].rpartition("/")[0]
    period = row["report_period"] or ""
    return Question(
        number, tables.county, tables.year, row["township"] or "", "", name, period, row["role"] or "",
        row["value"] or "", row["unit"], sentence, "",
    )  # fmt: skip


def _row(row: dict[str, Any], figures: Figures, number: str, sentence: str, mark: tuple[int, int] | None) -> Row:
    return {
        **{name: Cell(look="input") for name in ("target", "note", "reviewer")},
        "number": Cell(number, look="short"),
        "key": Cell(row["key"].rpartition("/")[0]),
        "unit": Cell(row["unit"], look="short"),
        "townships": Cell(str(row["townships"]), figures.format(0, ""), look="number"),
        "township": Cell(row["township"] or ""),
        "value": Cell(row["value"], figures.format(decimals(row["value"]), row["unit"])),
        "year": Cell(str(row["year"] or ""), look="short"),
        "role": Cell(row["role_word"], look="short"),
        "subject": Cell(row["subject"] or ""),
        "surface": Cell(row["surface"] or ""),
        "evidence": Cell(sentence, mark=mark),
        "document": Cell(file_name(row["document"] or "")),
        "position": Cell(str(row["start"]), look="short"),
    }


def _sentence(row: dict[str, Any], text: str) -> tuple[str, tuple[int, int] | None]:
    """The sentence and where the figure stands in it; None when the sentence cannot be shown as it is."""
    whole = text[row["sentence_start"] : row["sentence_end"]]
    sentence = whole.strip()
    start = row["start"] - row["sentence_start"] - (len(whole) - len(whole.lstrip()))
    fits = sentence[start : row["end"] - row["start"] + start] == row["surface"] and clean(sentence) == sentence
    marked = fits and start >= 0 and len(sentence) <= LONGEST // 2
    return sentence or row["surface"] or "", (start, start + len(row["surface"])) if marked else None
