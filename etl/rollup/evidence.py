"""What an observation rests on: its sentence, the figures that contradict it, and the 编号 of the question it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from etl.review.question import Key, figure_number, plain
from etl.rollup.candidates import preferred


def with_evidence(observed: pl.DataFrame, figures: pl.DataFrame, texts: Mapping[str, str]) -> pl.DataFrame:
    """Adds ``evidence``, which begins at ``sentence_start``, and of conflicts the other values among the candidates
    ``figures``: ``rivals``, and ``rivals_text`` with their sentences.

    ``texts`` must hold the text of every report that an observation comes from (``KeyError`` otherwise).
    """
    observed = observed.join(_rivals(observed, figures), on="key", how="left", maintain_order="left")
    sentences = [
        texts[sha][start:end]
        for sha, start, end in observed.select("sha256", "sentence_start", "sentence_end").iter_rows()
    ]
    blanks = [len(sentence) - len(sentence.lstrip()) for sentence in sentences]
    others = [_told(rivals or (), unit, texts) for rivals, unit in observed.select("rivals", "unit").iter_rows()]
    return observed.with_columns(
        pl.Series("evidence", [sentence.strip() for sentence in sentences], pl.String),
        pl.col("sentence_start") + pl.Series(blanks, dtype=pl.Int64),
        pl.Series("rivals_text", others, pl.String),
    )


def _rivals(observed: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """``key, rivals``: of each conflict the figures of the township itself after the chosen one, every value once."""
    own = figures.filter(pl.col("is_value") & ~pl.col("is_part") & pl.col("amount").is_not_null())
    contradicting = own.join(observed.filter(pl.col("different") > 1), on="key", how="semi", maintain_order="left")
    each = pl.struct("amount", "document", "sha256", "sentence_start", "sentence_end")
    return preferred(contradicting, ["key", "amount"]).group_by("key", maintain_order=True).agg(rivals=each.slice(1))


def _told(rivals: Any, unit: str, texts: Mapping[str, str]) -> str:
    return "\n".join(
        f"{plain(each['amount'])}{unit}（{each['document']}）："
        + " ".join(texts[each["sha256"]][each["sentence_start"] : each["sentence_end"]].split())
        for each in rivals
    )


def numbered(observed: pl.DataFrame, rules: Mapping[str, str]) -> pl.DataFrame:
    """Adds ``number``: the 编号 of each observation with evidence; ``rules`` are the fingerprints of the rules."""
    columns = ("county", "township", "indicator", "period", "role", "evidence", "amount")
    others = pl.col("rivals").list.eval(pl.element().struct.field("amount"))
    numbers = [
        figure_number(
            Key(county, township, indicator, period, role),
            evidence,
            sorted(map(plain, rivals)) if rivals else (),
            rules[indicator],
            plain(amount),
        )
        for county, township, indicator, period, role, evidence, amount, rivals in observed.select(
            *columns, others
        ).iter_rows()
    ]
    return observed.with_columns(pl.Series("number", numbers, pl.String))
