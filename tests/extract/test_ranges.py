"""A range is one figure, however its ends are joined; from one number to another are two; what is about so many says so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "surface", "low", "high", "unit"),
    [
        ("每个片区培育示范大户10到15户。", "10到15户", "10", "15", "户"),
        ("镇里抽调3至5个督导组。", "3至5个", "3", "5", "个"),
        ("每班安排二十到三十人。", "二十到三十人", "20", "30", "人"),
        ("每月召开一到两次例会。", "一到两次", "1", "2", "次"),
        ("每亩增收300到500元。", "300到500元", "300", "500", "元"),
        ("每家奖补1万到2万元。", "1万到2万元", "10000", "20000", "元"),
        ("每家奖补1到2万元。", "1到2万元", "10000", "20000", "元"),
        ("每家奖补8000元至1.2万元。", "8000元至1.2万元", "8000", "12000", "元"),
        ("每家奖补8000到1.2万元。", "8000到1.2万元", "8000", "12000", "元"),
        ("工程进度在90%到95%之间。", "90%到95%", "90", "95", "%"),
        ("减免租金的3成到5成。", "3成到5成", "3", "5", "成"),
        ("由于从事养殖的多，新增3到5个圈舍。", "3到5个", "3", "5", "个"),
    ],
)
def test_a_range_is_one_figure(figures: Figures, text: str, surface: str, low: str, high: str, unit: str) -> None:
    found = figures(text)
    assert found.quantities == [surface]
    mention = found[surface]
    assert (mention.value, mention.value_low, mention.value_high) == (None, Decimal(low), Decimal(high))
    assert mention.unit == unit


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("示范户由10户到15户。", ["10户", "15户"]),
        ("示范户从年初的10户到15户。", ["10户", "15户"]),
        ("覆盖率由5%至8%。", ["5%", "8%"]),
        ("示范户由10户增加到15户。", ["10户", "15户"]),
        ("组织200人到30个村。", ["200人", "30个"]),
        ("手续统一到三个窗口办理。", ["三个"]),
        ("新增10户，到15户。", ["10户", "15户"]),
    ],
)
def test_what_goes_from_one_number_to_another_is_two(figures: Figures, text: str, surfaces: list[str]) -> None:
    assert figures(text).quantities == surfaces


def test_periods_dates_and_ages_are_no_ranges_of_quantities(figures: Figures) -> None:
    found = figures("2019到2021年，3月到5月，用5到7天，为60到70岁老人体检。")
    assert found.quantities == []
    assert found.of_type("date") == ["2019到2021年", "3月到5月"]
    assert found.of_type("duration") == ["5到7天"]
    assert found.of_type("name") == ["60到70岁"]


@pytest.mark.parametrize(
    ("text", "surface", "value", "approx"),
    [
        ("全村只剩30户不到。", "30户不到", "30", "以下"),
        ("为30户不到的小村通水。", "30户不到", "30", "以下"),
        ("账号粉丝10万+。", "10万+", "100000", "超"),
        ("发放明白纸500+份。", "500+份", "500", "超"),
        ("接待游客10万人以上。", "10万人以上", "100000", "超"),
        ("每亩纯收入1000元出头。", "1000元出头", "1000", "余"),
        ("累计投工5000个有余。", "5000个有余", "5000", "余"),
        ("受益群众近百人。", "近百人", "100", "约"),
        ("存栏不足50头。", "不足50头", "50", "以下"),
        ("带动上百户。", "上百户", "100", "超"),
        ("帮扶十多户。", "十多户", "10", "余"),
        ("帮扶百余户。", "百余户", "100", "余"),
        ("帮扶几十户。", "几十户", "10", "余"),
        ("用工数百人。", "数百人", "100", "余"),
        ("流转上千亩。", "上千亩", "1000", "超"),
        ("全年需资金约需80万元。", "约需80万元", "800000", "约"),
    ],
)
def test_about_so_many_says_so(figures: Figures, text: str, surface: str, value: str, approx: str) -> None:
    mention = figures(text)[surface]
    assert (mention.type, mention.value, mention.approx) == ("quantity", Decimal(value), approx)


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("对3个村不到位的问题限期整改。", "3个"),
        ("组织12人不到半天完成清运。", "12人"),
        ("推行3+特色产业模式。", "3"),
    ],
)
def test_the_same_words_as_part_of_others_qualify_nothing(figures: Figures, text: str, surface: str) -> None:
    assert figures(text)[surface].approx == ""
