"""Documents of one township that contradict each other: what one document says twice is the concern of the checks.

Rules: each document speaks with the figure that is preferred among its own; a finding is made when two documents
differ. It is ``info`` when only approximate or estimated figures differ from the exact one, else ``warning``.
``start``, ``end`` and ``document`` are those of the figure that the observation takes; ``starts`` names the other
documents' as ``sha256:offset``.
"""

from __future__ import annotations

import polars as pl

from etl.rollup.candidates import KEY, preferred
from etl.tables import FINDINGS

CODE = "XH-ROLLUP-001"
_MESSAGE = "“{}”（{}）在不同文件中数值不一致：{}。汇总采用前者，请核实。"


def conflicts(mentions: pl.DataFrame) -> pl.DataFrame:
    """Candidates → schema ``FINDINGS``, one row for each key with contradicting documents; ``year`` is the figure's."""
    only_noted = (pl.col("exact") == 1) & (pl.col("doubtful") > 0)
    others = pl.col("places").list.slice(1).list.join(";")
    findings = (
        _by_key(_voices(mentions))
        .sort("township", "order", "year", "period", "role")
        .with_columns(
            code=pl.lit(CODE),
            severity=pl.when(only_noted).then(pl.lit("info")).otherwise(pl.lit("warning")),
            message=pl.format(_MESSAGE, "name", "period", pl.col("said").list.join("；")),
            starts=pl.concat_str(pl.col("start").cast(pl.String), others, separator=";"),
        )
    )
    return FINDINGS.conform(findings)


def _voices(mentions: pl.DataFrame) -> pl.DataFrame:
    """The preferred figure of each document where documents differ, in order of preference; ``said`` is for people."""
    spoken = pl.col("is_value") & ~pl.col("is_part") & pl.col("amount").is_not_null() & (pl.col("role") != "baseline")
    voices = preferred(mentions.filter(spoken), ["key", "report"])
    voices = voices.filter(pl.col("amount").min().over("key") != pl.col("amount").max().over("key"))
    rows = voices.select("document", "amount", "unit").iter_rows()
    said = [f"{document} 为 {amount.normalize():f}{unit}" for document, amount, unit in rows]
    return voices.with_columns(pl.Series("said", said, pl.String))


def _by_key(voices: pl.DataFrame) -> pl.DataFrame:
    return voices.group_by(KEY, maintain_order=True).agg(
        "said",
        pl.col("document", "start", "end", "name", "order").first(),
        exact=pl.col("amount").filter(pl.col("doubt") == 0).n_unique(),
        doubtful=(pl.col("doubt") > 0).sum(),
        places=pl.concat_str("sha256", pl.lit(":"), "start"),
    )
