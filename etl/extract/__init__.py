"""The engine: text to mentions. :func:`extract` is the whole way; each module is one stage."""

from etl.extract.engine import extract, mentions_frame
from etl.extract.mention import Extraction, Mention, Profile, Section

__all__ = ["Extraction", "Mention", "Profile", "Section", "extract", "mentions_frame"]
