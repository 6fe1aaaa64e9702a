"""Names of townships in words, where no roster tells which there are: good enough to ask, never to decide.

Rules and edge cases:
- A name ends as townships do and begins at the start, behind what is no Chinese character, behind a year, or behind the
  name of a county or city (``湖阳县城关镇``).
- Words that stand for any township (``全镇``, ``我乡``, ``某某镇``) and for none (``城镇``, ``乡镇企业``, ``乡村``) are no names;
  a masked name (``XX镇``) is none either.
"""

from __future__ import annotations

import re

TOWNSHIP_ENDINGS = ("镇", "乡", "街道", "苏木", "农场", "林场", "牧场", "开发区", "管委会", "办事处", "园区", "管理区")
_ANY = r"(?:全|我|本|各|该|某|某某|小|城|小城|集|乡|村|中心|重点|特色小|新型城)"
_ENDING = "|".join(TOWNSHIP_ENDINGS)
_STEM = r"(?:(?![县年度])[\u4e00-\u9fff])"
_NAME = re.compile(
    rf"(?:^|[^\u4e00-\u9fff]|[县市区旗州盟年度])(?:关于)?(?!{_ANY}(?:{_ENDING}))({_STEM}{{1,6}}?(?:{_ENDING}))(?![村镇域企化])"
)


def spoken_townships(text: str) -> list[str]:
    """The names of townships that ``text`` seems to hold, in its order."""
    return list(dict.fromkeys(_NAME.findall(text)))
