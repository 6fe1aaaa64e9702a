"""What long commands say while they work: the messages of the ``xianhui`` loggers, on standard error."""

from __future__ import annotations

import logging
import sys


def tell_progress(form: str = "%(message)s") -> None:
    """Show what is logged from now on; ``form`` as of :class:`logging.Formatter`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(form, datefmt="%m-%d %H:%M:%S"))
    logger = logging.getLogger("xianhui")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
