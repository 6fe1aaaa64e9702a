"""What a report without a title that says so is: its kind, and the year that it reports on."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures

HISTORY = "一、基本情况\n我乡于1992年由两乡合并而成,辖5个村。\n"


@pytest.mark.parametrize(
    "text",
    [
        "2018年,完成财政收入3.3亿元,占年度计划的92%。",
        "今年圆满完成担负的任务,下步尽早规划产业布局。",
        "街道开展城中村改造,计划腾退房屋80栋。",
    ],
)
def test_a_text_that_merely_speaks_of_plans_is_no_plan(figures: Figures, text: str) -> None:
    assert figures(text).profile.kind == "总结"


@pytest.mark.parametrize("text", ["现将2024年工作计划报告如下:栽树6万株。", "现将2024年工作打算说明如下:栽树6万株。"])
def test_a_text_that_introduces_a_plan_is_one(figures: Figures, text: str) -> None:
    assert figures(text).profile.kind == "计划"


@pytest.mark.parametrize(
    "text", ["完成产值2037万元,增长8%。", "流转土地2000亩。", "发布时间:2022-05-16 03:57:00\n完成产值8万元。"]
)
def test_an_amount_or_a_day_of_posting_is_no_year_of_the_report(figures: Figures, text: str) -> None:
    assert figures(text).profile.year is None


def test_the_year_of_what_is_planned_is_not_before_the_one_reported_on(figures: Figures) -> None:
    profile = figures("至2007年10月,养殖面积12万亩;2006年产值达2亿元。").profile
    assert (profile.year, profile.plan_year) == (2007, 2008)


def test_the_history_of_the_place_does_not_date_the_report(figures: Figures) -> None:
    assert figures(HISTORY + "二、工作成效\n2016年脱贫61户。").profile.year == 2016


def test_half_a_year_in_the_title_is_the_first_half(figures: Figures) -> None:
    profile = figures("青山镇2016年半年工作总结\n完成产值8万元。").profile
    assert (profile.period, profile.plan_period) == ("2016H1", "2016H2")


def test_a_first_half_that_follows_in_the_title_is_not_the_second(figures: Figures) -> None:
    profile = figures("青山镇2016年下半年工作计划\n完成产值8万元。").profile
    assert (profile.kind, profile.period) == ("计划", "2016H2")


@pytest.mark.parametrize("dash", ["——", "——在", "-- "])
def test_a_speech_in_the_first_quarter_reports_on_the_year_before(figures: Figures, dash: str) -> None:
    profile = figures(f"政府工作报告  {dash}2008年1月19日青山镇人民代表大会上\n完成产值8万元。").profile
    assert (profile.year, profile.plan_year) == (2007, 2008)


def test_the_name_of_another_document_makes_no_plan(figures: Figures) -> None:
    assert figures("2022年,制定《2022年环境整治工作计划》,开会4次。").profile.kind == "总结"


@pytest.mark.parametrize(
    "heading", ["二、创新思路,推进三农工作", "二、坚持规划引领,建设美丽乡村", "二、精心安排,抓好春耕"]
)
def test_a_heading_that_only_sounds_like_a_plan_reviews(figures: Figures, heading: str) -> None:
    found = figures(f"一、经济工作\n完成税收3万元。\n{heading}\n新购农机489台。", year=2023)
    assert found["489台"].role == "actual"


@pytest.mark.parametrize("heading", ["二、下一步工作思路", "二、2024年发展规划", "二、明年工作安排"])
def test_a_heading_that_announces_plans_does(figures: Figures, heading: str) -> None:
    found = figures(f"一、经济工作\n完成税收3万元。\n{heading}\n新购农机489台。", year=2023)
    assert found["489台"].role == "plan"


def test_an_item_of_a_list_alone_makes_no_chapter(figures: Figures) -> None:
    assert figures("我乡党委下辖支部29个。\n二是合理确定规划。每年培训24人。")["24人"].role == "actual"


REPORT = "一、经济稳步发展\n全乡实现总产值8000万元。\n二、存在问题和2021年打算\n2021年计划：完成造林300亩。"


def test_a_chapter_on_plans_at_the_end_makes_no_plan_of_a_report(figures: Figures) -> None:
    found = figures("青河乡2020年度工作报告\n" + REPORT)
    assert (found.profile.year, found.profile.kind) == (2020, "总结和计划")
    assert (found["8000万元"].role, found["300亩"].role) == ("actual", "plan")


def test_chapters_that_all_speak_of_plans_make_a_plan(figures: Figures) -> None:
    found = figures("一、2021年工作计划\n造林300亩。\n二、2021年重点项目安排\n硬化道路3公里。")
    assert found.profile.kind == "计划" and found["300亩"].role == "plan"


def test_the_year_in_which_the_place_was_founded_does_not_date_the_report(figures: Figures) -> None:
    text = "在青河镇党代会上的报告\n青河镇是2017年为安置搬迁群众新设的建制镇。到2020年，实现农业产值2亿元。"
    assert figures(text).profile.year == 2020


def test_a_report_to_a_congress_is_on_the_year_before_when_it_says_so(figures: Figures) -> None:
    found = figures("青山镇2022年政府工作报告\n预计2021年全镇实现总产值7.1亿元。\n外出招商7批次。")
    assert (found.profile.year, found.profile.plan_year, found["7批次"].year) == (2021, 2022, 2021)


@pytest.mark.parametrize(
    "text",
    [
        "青山镇2022年政府工作报告\n2022年全镇实现总产值7.1亿元，比2021年增长5%。\n外出招商7批次。",
        "青山镇2022年工作总结\n2021年换届以来，全镇团结一心。\n外出招商7批次。",
    ],
)
def test_a_report_that_speaks_of_its_own_year_is_on_that(figures: Figures, text: str) -> None:
    assert figures(text)["7批次"].year == 2022


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2020年，我乡试种羊肚菌。经过努力，2024年扩大到350亩。新建公厕8座。", 2024),
        ("2023年，我乡扩大种植。2024年再接再厉。新建公厕8座。", 2023),
        ("2020年，我乡扩大种植。到2025年建成强镇。新建公厕8座。", 2020),
        ("我乡2022年5月投产，可完成2025年目标任务。新建公厕8座。", 2022),
    ],
)
def test_the_first_words_may_be_history(figures: Figures, text: str, year: int) -> None:
    assert figures(text)["8座"].year == year


def test_an_amount_in_a_heading_that_goes_on_as_a_sentence_is_no_year(figures: Figures) -> None:
    text = "青山乡工作报告\n2003年,全乡养鸭6万只。\n三是养牛业,以奶牛场为依托,全乡养牛2000\n头,产值达到8万元。\n四是养鱼业。养鱼500亩。"
    found = figures(text)
    assert found.profile.year == 2003
    assert [(found[s].year, found[s].role) for s in ("6万只", "8万元", "500亩")] == [(2003, "actual")] * 3


@pytest.mark.parametrize("heading", ["二、2024年工作计划,分三步走", "一是2024年工作计划"])
def test_a_heading_that_goes_on_as_a_sentence_still_names_its_year(figures: Figures, heading: str) -> None:
    assert figures(f"青山乡工作总结\n2023年,全乡养鸭6万只。\n{heading}\n养鱼500亩。")["500亩"].year == 2024


@pytest.mark.parametrize("built", ["1958年修建的水库1座", "1996年建成的水厂1座"])
def test_the_year_in_which_something_old_was_built_does_not_date_the_report(figures: Figures, built: str) -> None:
    found = figures(f"青山镇水利工作汇报\n全镇辖9个村，有{built}，灌溉面积800亩。")
    assert (found.profile.year, found["9个"].year) == (None, None)


def test_words_for_a_year_are_of_the_file_name_s_where_the_text_names_none(figures: Figures) -> None:
    found = figures(
        "青山镇工作汇报\n今年造林800亩，去年造林600亩，明年计划造林900亩。", name="青山镇2019年工作汇报.txt"
    )
    assert [found[s].year for s in ("800亩", "600亩", "900亩")] == [2019, 2018, 2020]


def test_without_any_year_words_for_one_leave_it_open(figures: Figures) -> None:
    found = figures("青山镇工作汇报\n今年造林800亩，去年造林600亩。近三年改厕86户。")
    assert [mention.year for mention in found if mention.type == "quantity"] == [None, None, None]
