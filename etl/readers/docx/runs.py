"""Plain runs joined before the part is parsed: Word cuts a sentence into runs of a few characters, and each costs as much as a
paragraph.

Rules:

- Joined are runs that stand side by side and hold one text each: what is left out is the end of one and the beginning of the
  next, whose properties say nothing of the text. So the text of the paragraph is the same, and its first run speaks for it.
- Only where the ends of the second text are characters that count: what becomes of blanks there depends on its own
  ``xml:space``.
- Nothing is joined in a part with hidden text, where it matters which run says so, nor in one with comments, CDATA or
  instructions, which may hold anything, or another prefix than ``w``.
"""

from __future__ import annotations

import re

from etl.readers.docx.names import WORD

_PREFIX = b"xmlns:w="
_USUAL = _PREFIX + f'"{WORD}"'.encode()
_TELLING = (b"vanish", b"<!")
_SEAM = re.compile(
    rb"""
    </w:t></w:r> (?<=[^\s>;]</w:t></w:r>)
    <w:r (?:\ [^<>]*)? > (?:<w:rPr>(?:<[^<>]*/>)*</w:rPr>)?
    <w:t (?:\ xml:space="preserve")? > (?=[^\s<&] (?:[^<]*[^\s<;])? </w:t></w:r>)
    """,
    re.VERBOSE,
)


def joined(xml: bytes) -> bytes:
    """The part with the seams between plain runs taken out."""
    plain = _USUAL in xml and xml.count(_PREFIX) == 1 and xml.rfind(b"<?") <= 0
    return _SEAM.sub(b"", xml) if plain and not any(each in xml for each in _TELLING) else xml
