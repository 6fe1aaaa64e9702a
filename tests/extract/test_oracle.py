"""The engine reads figures as the plain reader does: on all reports of the project, and on figures made from the grammar."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract import Mention, extract, numbers
from etl.extract.vocabulary import vocabulary
from etl.readers import read as read_file
from etl.rulebook.model import Rulebook
from tests.extract import number_oracle
from tests.extract.conftest import Figures

ROOT = Path(__file__).parent
REPORTS = sorted([*ROOT.glob("reports/*.txt"), *ROOT.parent.parent.glob("etl/**/samples/**/*.txt")])
PRECISION = Fraction(1, 10**9)

CHINESE = "零一二两三四五六七八九十百千万亿廿卅壹拾佰"
numerals = st.one_of(
    st.integers(0, 10**7).map(str),
    st.integers(0, 10**7).map(lambda n: f"{n:,}"),
    st.tuples(st.integers(0, 9999), st.integers(0, 99)).map(lambda p: f"{p[0]}.{p[1]:02d}"),
    st.text(CHINESE, min_size=1, max_size=7),
    st.tuples(
        st.text("一二三四五六七八九十百", min_size=1, max_size=3), st.text("一二三四五零", min_size=1, max_size=2)
    ).map("点".join),
)
figures_made = st.one_of(
    st.tuples(
        st.sampled_from(["", "约", "近", "超过", "不足", "上", "数"]),
        numerals,
        st.sampled_from(["", "余", "多"]),
        st.sampled_from(["", "万", "亿", "千", "千万", "万余"]),
    ).map("".join),
    st.tuples(numerals, st.sampled_from(["-", "—", "至", "到", "～"]), numerals, st.sampled_from(["", "万", "亿"])).map(
        "".join
    ),
)


def bounds(mention: Mention) -> tuple[Fraction, Fraction] | None:
    low = mention.value if mention.value is not None else mention.value_low
    high = mention.value if mention.value is not None else mention.value_high
    return (Fraction(low), Fraction(high)) if low is not None and high is not None else None


def same(ours: tuple[Fraction, Fraction] | None, plain: tuple[Fraction, Fraction] | None) -> bool:
    if ours is None or plain is None:
        return ours is plain
    return all(
        abs(abs(a) - abs(b)) <= PRECISION for a, b in zip(sorted(map(abs, ours)), sorted(map(abs, plain)), strict=True)
    )


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_figures_of_reports_are_read_as_the_plain_reader_does(path: Path, rulebook: Rulebook) -> None:
    words, document = vocabulary(rulebook), read_file(path.read_bytes(), path.name)
    cells = [range(block.start, block.end) for block in document.blocks if block.kind == "cell"]
    different = []
    for mention in extract(document, rulebook, name=path.name).mentions:
        multiplied_elsewhere = mention.unit_inferred or any(mention.start in cell for cell in cells)
        plain = mention.type == "quantity" and not multiplied_elsewhere and mention.measure != "rank_or_level"
        if plain and mention.value != 0 and not same(bounds(mention), number_oracle.read(words.fold(mention.surface))):
            different.append((mention.surface, bounds(mention)))
    assert different == []


@given(figures_made)
def test_figures_made_from_the_grammar_are_read_as_the_plain_reader_does(figures: Figures, figure: str) -> None:
    found = [m for m in figures(f"完成造林：{figure}亩。") if m.type == "quantity"]
    if len(found) == 1 and found[0].surface == f"{figure}亩":
        assert same(bounds(found[0]), number_oracle.read(found[0].surface.replace("～", "~")))


@given(st.text("零一二两三四五六七八九十百千万亿", min_size=1, max_size=8))
def test_chinese_integers_are_read_as_the_plain_reader_does(text: str) -> None:
    ours, plain = numbers.parse(text), number_oracle._whole(text, 10**16)
    assert (ours is None) == (plain is None)
    assert ours is None or ours == Decimal(plain or 0)


@pytest.mark.parametrize(
    ("figure", "low", "high"),
    [
        ("拾伍万元", "150000", "150000"), ("两亿三千万元", "230000000", "230000000"), ("3千万亿元", "3e15", "3e15"),
        ("百分之二十点五", "20.5", "20.5"), ("七成五", "7.5", "7.5"), ("九成半", "9.5", "9.5"), ("对折", "0.5", "0.5"),
        ("一半", "0.5", "0.5"), ("半数", "0.5", "0.5"), ("八折", "8", "8"), ("1.5K", "1500", "1500"), ("两三百人", "200", "300"),
        ("五六十户", "50", "60"), ("一两万元", "10000", "20000"), ("三五个", "3", "5"), ("十来个", "10", "10"), ("十几个", "10", "10"),
        ("上百户", "100", "100"), ("数十户", "10", "10"), ("几百亩", "100", "100"), ("近千人", "1000", "1000"), ("万余亩", "10000", "10000"),
        ("百余户", "100", "100"), ("上千万元", "10000000", "10000000"), ("近亿元", "100000000", "100000000"), ("廿五万元", "250000", "250000"),
        ("卅五个", "35", "35"), ("二〇个", "20", "20"), ("〇·五公里", "0.5", "0.5"), ("三·五公里", "3.5", "3.5"), ("1 234.5亩", "1234.5", "1234.5"),
        ("三千二百万元", "32000000", "32000000"), ("一万五千多亩", "15000", "15000"), ("5至8成", "5", "8"), ("1.2-1.5亿元", "120000000", "150000000"),
        ("千分之三", "3", "3"), ("万分之五", "0.0005", "0.0005"), ("三分之二强", "0.6666666667", "0.6666666667"), ("4.2‰", "4.2", "4.2"),
        ("1.5个百分点", "1.5", "1.5"), ("两番", "2", "2"), ("20万港币", "200000", "200000"), ("300万美元", "3000000", "3000000"),
        ("50万欧元", "500000", "500000"), ("二十m²", "20", "20"), ("50厘米", "50", "50"), ("3公顷", "3", "3"),
    ],
)  # fmt: skip
def test_both_read_the_forms_of_the_language(figures: Figures, figure: str, low: str, high: str) -> None:
    (mention,) = [m for m in figures(f"其中占{figure}，") if m.type == "quantity"]
    assert mention.surface == figure
    assert same(bounds(mention), (Fraction(low), Fraction(high)))
    assert same(bounds(mention), number_oracle.read(figure))


@pytest.mark.parametrize("figure", ["百亩茶园", "千人大会", "万亩林地", "一半", "三色文化", "第二十名"])
def test_epithets_are_no_amounts(figures: Figures, figure: str) -> None:
    values = [m.value for m in figures(f"建设{figure}。") if m.type == "quantity" and m.unit]
    assert values == []
