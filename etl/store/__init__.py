"""The store: the ledger (SQLite) and the immutable files that it names (canonical texts, Parquet)."""

from etl.store.ledger import Ledger
from etl.store.parquet import keep_mentions
from etl.store.queue import Claim, Failure, Recording
from etl.store.receive import Receipt, Sighting
from etl.store.reviews import Edition
from etl.store.texts import keep_text, kept_text
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
    "keep_mentions",
    "keep_text",
    "kept_text",
]
