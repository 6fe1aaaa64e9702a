"""What codes are called in the workbook, and which codes a column may hold.

A column of :mod:`etl.tables` with a closed list names it in its title: "状态：exact 明确，approximate 约数". That
title is the one place where the list stands; data package and workbook both read it there.
"""

from __future__ import annotations

import re

import polars as pl

from etl.tables import Column, Table

_ENTRY = re.compile(r"[：，]([a-z_]+) ([^，]+)")


def codes(column: Column) -> dict[str, str]:
    """The closed list of a column, code to Chinese word; empty when any value may stand there."""
    return dict(_ENTRY.findall(column.title))


def worded(table: Table, name: str, words: dict[str, dict[str, str]]) -> pl.Expr:
    """Column ``name`` in words: those of the layout before those of the table; a code without a word stays as it is."""
    column = next(column for column in table.columns if column.name == name)
    known = codes(column) | words.get(name, {})
    return pl.col(name).fill_null("").replace(known)


def worded_flags(words: dict[str, str]) -> pl.Expr:
    """The flags of a rollup row ("approximate;incomplete") as words with 、 between them."""
    pairs = sorted(words.items(), key=lambda pair: -len(pair[0]))
    return (
        pl.col("flags")
        .fill_null("")
        .str.replace_all(r"[;,\s]+", "、")
        .str.replace_many([code for code, _ in pairs], [word for _, word in pairs])
    )


def file_name(document: str) -> str:
    """A document without the folders of its county and township, which stand beside it."""
    return document.split("/", 2)[-1]
