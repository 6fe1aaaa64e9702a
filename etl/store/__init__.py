"""The store: the ledger (SQLite) and the immutable files that it names (canonical texts, Parquet)."""

from etl.store.ledger import Ledger
from etl.store.parquet import mentions_file
from etl.store.queue import Claim, Failure, Recording
from etl.store.receive import Receipt, Sighting
from etl.store.reviews import Edition
from etl.store.texts import kept_text, text_path
from etl.store.watermark import Due

__all__ = [
    "Claim",
    "Due",
    "Edition",
    "Failure",
    "Ledger",
    "Receipt",
    "Recording",
    "Sighting",
    "kept_text",
    "mentions_file",
    "text_path",
]
