"""未归类指标: quantities that no rule covers, the same thing of several townships one below the other.

Rules:

- equal things meet under the key of :mod:`etl.extract.open` (便民桥/个); values are in its base unit;
- a thing is listed when at least ``open_townships`` townships of the county report it (rules/workbook.yaml);
- what most townships report comes first; within a thing by role, year and township, every sentence a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from etl.export.columns import Columns, Shown
from etl.export.fitting import LONGEST, clean
from etl.export.layout import Layout, load_layout
from etl.export.looks import Figures
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


class Open(NamedTuple):
    """An open quantity that enough townships report, as the workbook shows it, and the question that it makes:
    which indicator is it?
    """

    key: str
    unit: str
    townships: int
    township: str
    value: str
    year: str
    role: str
    subject: str
    surface: str
    sentence: str
    mark: tuple[int, int] | None
    document: str
    start: int
    question: Question


def open_quantities(tables: CountyTables, rulebook: Rulebook) -> list[Open]:
    """Those of the county, in the order of the list."""
    return tables.once("open", rulebook, lambda: _open_quantities(tables, rulebook, load_layout(rulebook)))


def _open_quantities(tables: CountyTables, rulebook: Rulebook, layout: Layout) -> list[Open]:
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
    return [_open(row, tables) for row in frame.iter_rows(named=True)]


def _open(row: dict[str, Any], tables: CountyTables) -> Open:
    sentence, mark = _sentence(row, tables.texts.get(row["sha256"], ""))
    return Open(
        row["key"].rpartition("/")[0], row["unit"], row["townships"], row["township"] or "", row["value"],
        str(row["year"] or ""), row["role_word"], row["subject"] or "", row["surface"] or "", sentence, mark,
        file_name(row["document"] or ""), row["start"], _question(row, tables, sentence),
    )  # fmt: skip


def _question(row: dict[str, Any], tables: CountyTables, sentence: str) -> Question:
    number = mention_number(row, tables.texts)
    name = row["key"].rpartition("/")[0]
    period = row["report_period"] or ""
    return Question(
        number, tables.county, tables.year, row["township"] or "", "", name, period, row["role"] or "",
        row["value"] or "", row["unit"], sentence, "",
    )  # fmt: skip


def open_columns(found: Sequence[Open], layout: Layout) -> Columns:
    """The list; 归入指标, 备注 and 审核人 are left to fill in."""
    figures, blank = Figures(layout), [""] * len(found)
    return {
        **{name: Shown(blank, "input") for name in ("target", "note", "reviewer")},
        "number": Shown([each.question.number for each in found], "short"),
        "key": Shown([each.key for each in found]),
        "unit": Shown([each.unit for each in found], "short"),
        "townships": Shown([str(each.townships) for each in found], "number", [figures.format(0, "")] * len(found)),
        "township": Shown([each.township for each in found]),
        "value": Shown(
            [each.value for each in found],
            formats=figures.formats([each.value for each in found], [each.unit for each in found]),
        ),
        "year": Shown([each.year for each in found], "short"),
        "role": Shown([each.role for each in found], "short"),
        "subject": Shown([each.subject for each in found]),
        "surface": Shown([each.surface for each in found]),
        "evidence": Shown([each.sentence for each in found], marks=[each.mark for each in found]),
        "document": Shown([each.document for each in found]),
        "position": Shown([str(each.start) for each in found], "short"),
    }


def _sentence(row: dict[str, Any], text: str) -> tuple[str, tuple[int, int] | None]:
    """The sentence and where the figure stands in it; None when the sentence cannot be shown as it is."""
    whole = text[row["sentence_start"] : row["sentence_end"]]
    sentence = whole.strip()
    start = row["start"] - row["sentence_start"] - (len(whole) - len(whole.lstrip()))
    fits = sentence[start : row["end"] - row["start"] + start] == row["surface"] and clean(sentence) == sentence
    marked = fits and start >= 0 and len(sentence) <= LONGEST // 2
    return sentence or row["surface"] or "", (start, start + len(row["surface"])) if marked else None
