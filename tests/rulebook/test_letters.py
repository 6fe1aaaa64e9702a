"""Chinese words in letters: every everyday character has a reading, and names stay letters."""

from __future__ import annotations

import re

import pytest

from etl.rulebook.letters import in_letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("口袋公园", "koudaigongyuan"),
        ("啊座", "azuo"),
        ("绿化率", "lvhualv"),
        ("女略虐", "nvlvenve"),
        ("一扎丈", "yizhazhang"),
        ("A级景区3处", "ajijingqu3chu"),
        ("，“” 。", ""),
        ("垸", ""),
        ("𠮷", ""),
    ],
)
def test_words_in_letters(text: str, letters: str) -> None:
    assert in_letters(text) == letters


def test_every_everyday_character_has_a_reading() -> None:
    everyday = bytes(byte for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF) for byte in (row, cell))
    readings = [in_letters(character) for character in everyday.decode("gb2312")]
    assert len(readings) == 39 * 94
    assert all(re.fullmatch("[a-z]{1,6}", reading) for reading in readings)
