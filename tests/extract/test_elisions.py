"""Units that are left out where the words around make them certain, sizes that are passed, and units torn by a blank."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "surface", "unit"),
    [
        ("带领4万人民苦干。", "4万", "人"),
        ("辖区7.5万人口。", "7.5万", "人"),
        ("全镇常住人口7.5万、2.1万户。", "7.5万", "人"),
        ("引进3000万项目2个。", "3000万", "元"),
        ("全镇下辖14行政村。", "14", "个"),
        ("全镇有24147农业人口。", "24147", "人"),
        ("完成税收848万元,占全年任务1550万的55%。", "1550万", "元"),
    ],
)
def test_a_unit_that_is_certain_is_filled_in(figures: Figures, text: str, surface: str, unit: str) -> None:
    found = figures(text)[surface]
    assert (found.unit, found.unit_inferred) == (unit, True)


@pytest.mark.parametrize("text", ["流转土地300亩,栽植果树2万。", "完成投资300万元,栽植果苗2万。"])
def test_an_amount_beside_something_else_stays_without_unit(figures: Figures, text: str) -> None:
    assert list(figures(text))[-1].unit is None


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("工业总产值突破百亿大关。", "突破百亿", 10**10),
        ("工程总投资过千万,一期已完工。", "过千万", 10**7),
        ("全年税收过亿。", "过亿", 10**8),
        ("全年税收破亿元。", "破亿元", 10**8),
    ],
)
def test_a_size_that_is_passed_is_a_figure(figures: Figures, text: str, surface: str, value: int) -> None:
    found = figures(text)[surface]
    assert (found.value, found.unit, found.approx) == (Decimal(value), "元", "超")


@pytest.mark.parametrize("text", ["引进超千万企业3家。", "打造百亿产业集群。", "慰问百岁老人。"])
def test_a_size_that_names_a_class_is_none(figures: Figures, text: str) -> None:
    assert [surface for surface in figures(text).quantities if surface != "3家"] == []


@pytest.mark.parametrize(
    ("text", "surface", "unit"),
    [
        ("比去年提升 5 个百 分点。", "5 个百 分点", "个百分点"),
        ("拆除违建 3.2 万平 方米。", "3.2 万平 方米", "平方米"),
        ("硬化道路 5 公 里。", "5 公 里", "公里"),
    ],
)
def test_a_blank_inside_a_unit_does_not_tear_it(figures: Figures, text: str, surface: str, unit: str) -> None:
    assert figures(text)[surface].unit == unit


@pytest.mark.parametrize(("text", "surface"), [("培训 3 人 次日再办。", "3 人"), ("共 12 户 次要道路。", "12 户")])
def test_a_unit_before_a_blank_is_whole(figures: Figures, text: str, surface: str) -> None:
    assert surface in figures(text)


@pytest.mark.parametrize("word", ["约为", "约有", "约达", "接近于", "超过了", "突破了"])
def test_a_qualifier_of_more_than_one_character_is_one(figures: Figures, word: str) -> None:
    assert figures(f"净用地{word}700亩。")[f"{word}700亩"].approx in ("约", "超")


@pytest.mark.parametrize("text", ["建成百亩茶园。", "打造成千亩果园。", "网上百货下乡。"])
def test_the_end_of_another_word_makes_no_size(figures: Figures, text: str) -> None:
    assert figures(text).quantities == []


@pytest.mark.parametrize("surface", ["上百户", "成百户", "过百户", "数百户", "好几百户"])
def test_a_word_of_size_does(figures: Figures, surface: str) -> None:
    assert figures(f"走访{surface}。").quantities == [surface]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("产值3亿元，增长 25，技改投入5亿元。", ["25"]),
        ("产值3亿元、销售2亿元，分别增长29和27；实现利税8万元。", ["29", "27"]),
        ("产值3亿元、销售2亿元，分别增长 29 和 27；实现利税8万元。", ["29", "27"]),
    ],
)
def test_a_growth_without_its_sign_is_one(figures: Figures, text: str, rates: list[str]) -> None:
    found = figures(text)
    assert [(found[rate].unit, found[rate].measure) for rate in rates] == [("%", "growth_rate")] * len(rates)


def test_bare_figures_that_do_not_grow_have_no_sign(figures: Figures) -> None:
    assert [mention.unit for mention in figures("评分为 29 和 27；实现利税8万元。")] == [None, None, "元"]


@pytest.mark.parametrize(
    ("text", "surface", "value", "unit"),
    [
        ("低保户由320减至210户。", "320", 320, "户"),
        ("贫困人口由1200到180人，脱贫成效明显。", "1200", 1200, "人"),
        ("存栏生猪由1.2到1.8万头。", "1.2", 12000, "头"),
        ("耕地由12降到0.8万亩。", "12", 120000, "亩"),
        ("财政收入由8000增加到1.2万元。", "8000", 8000, "元"),
        ("贫困发生率由12.5%降至0，成效明显。", "0", 0, "%"),
    ],
)
def test_what_goes_from_one_number_to_another_has_one_unit(
    figures: Figures, text: str, surface: str, value: int, unit: str
) -> None:
    mention = figures(text)[surface]
    assert (mention.value, mention.unit, mention.unit_inferred) == (value, unit, True)


@pytest.mark.parametrize(
    "text", ["投入320，修路210户。", "由于投入320，带动到210户。", "由12月的320、西山村的210户组成。"]
)
def test_other_figures_do_not_share_a_unit(figures: Figures, text: str) -> None:
    assert figures(text)["320"].unit is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("安全生产事故降到零。", None),
        ("不良贷款逾期率为零。", "%"),
        ("义务教育阶段辍学人数降为零，成效明显。", "人"),
        ("贫困发生率由2014年的18.3%下降到零。", "%"),
    ],
)
def test_zero_alone_counts_where_something_comes_down_to_it(figures: Figures, text: str, unit: str | None) -> None:
    mention = figures(text)["零"]
    assert (mention.type, mention.value, mention.unit) == ("quantity", 0, unit)


@pytest.mark.parametrize(
    "text", ["实现零上访。", "空壳村全部清零。", "工业从零起步。", "坚持化整为零。", "对违法行为零容忍，降到零距离。"]
)
def test_a_slogan_of_zero_is_no_figure(figures: Figures, text: str) -> None:
    assert "零" not in figures(text)
