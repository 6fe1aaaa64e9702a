"""Folding: full width, traditional script and known misprints to one form, character by character, so that offsets hold.

``fold(text)`` has the length of ``text``; it is only matched against. What is shown and stored is always the original.
"""

from __future__ import annotations

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
_NUMERAL = "0-9零一二两三四五六七八九十百千万半余多"
_OFTEN = 3  # a misprint counts as such when a document shows it this often


def table(characters: dict[str, str]) -> dict[int, int]:
    """A table for ``str.translate`` from full width forms and the lexicon's characters (one to one)."""
    return _FULL_WIDTH | {ord(key): ord(value) for key, value in characters.items()}


def fold(text: str, characters: dict[int, int], misprints: dict[str, str]) -> str:
    """The text in one form. A misprint is folded where it stands behind a numeral, if the document shows it throughout."""
    folded = text.translate(characters)
    for wrong, right in misprints.items():
        behind_numeral = re.compile(rf"(?<=[{_NUMERAL}]){re.escape(wrong)}")
        if len(behind_numeral.findall(folded)) >= _OFTEN:
            folded = behind_numeral.sub(right, folded)
    return folded
