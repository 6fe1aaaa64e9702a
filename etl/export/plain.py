"""CSV files that both Excel in China and a program read without settings.

Rules: UTF-8 with BOM, CRLF, a header row; figures as plain decimals with a point, no exponent and no trailing zeros;
empty for unknown; true and false. A text cell that a spreadsheet would run as a formula gets a leading ' (OWASP);
figures never.
"""

from __future__ import annotations

import io

import polars as pl

from etl.tables import Table

FORMULA_START = r"^[=+\-@\t\r\n＝＋－＠]"


def csv_bytes(frame: pl.DataFrame, table: Table) -> bytes:
    """The frame as CSV with exactly the columns of the table."""
    frame = table.conform(frame)
    cells = frame.select(_cell(name, dtype) for name, dtype in frame.schema.items())
    content = io.BytesIO()
    cells.write_csv(content, include_bom=True, line_terminator="\r\n", quote_style="necessary")
    return content.getvalue()


def plain_decimal(column: pl.Expr) -> pl.Expr:
    """A decimal as text without exponent and trailing zeros: 1.5000000000 → 1.5, 100.0000000000 → 100."""
    return column.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Decimal):
        return plain_decimal(column)
    if isinstance(dtype, pl.String):
        column = pl.when(column != "").then(column)
        return pl.when(column.str.contains(FORMULA_START)).then(pl.lit("'") + column).otherwise(column).alias(name)
    return column
