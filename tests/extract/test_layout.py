"""Titles, sections, years and kinds of reports."""

from __future__ import annotations

import pytest

from etl.extract import extract
from etl.readers.document import Block, Document
from etl.rulebook.model import Rulebook
from tests.extract.conftest import Figures

BOTH = "青山镇2023年工作总结和2024年工作计划\n"


@pytest.mark.parametrize("mark", ["。", "！", "？", "\n"])
def test_a_sentence_ends_at_its_mark(figures: Figures, mark: str) -> None:
    found = figures(f"流转土地120亩{mark}改厕86户")
    assert found["120亩"].sentence_end <= found["86户"].sentence_start


def test_a_sentence_ends_at_a_colon_before_a_top_heading(figures: Figures) -> None:
    found = figures("流转土地120亩，现总结如下：一、主要工作改厕86户。")
    assert found["120亩"].sentence_start != found["86户"].sentence_start


def test_a_sentence_ends_at_a_half_width_full_stop(figures: Figures) -> None:
    found = figures("绿化覆盖率达96%.河道清淤12公里")
    assert found["96%"].sentence_start != found["12公里"].sentence_start


def test_a_decimal_point_ends_no_sentence(figures: Figures) -> None:
    found = figures("绿化面积1.5万亩，新增0.3万亩")
    assert found["1.5万亩"].sentence_start == found["0.3万亩"].sentence_start


def test_title_is_the_last_repetition_of_the_first_title_line(figures: Figures) -> None:
    title = "青山镇2023年工作总结"
    found = figures(f"{title}\n网站首页\n{title}\n改厕86户。")
    assert found.profile.title == title
    assert found.sections[0].role == "other"
    assert found.sections[0].end == found.text.rindex(title)


def test_a_table_of_contents_opens_no_section(figures: Figures) -> None:
    found = figures(f"目录\n一、主要成绩\n二、下一步工作打算\n{BOTH}改厕86户。")
    assert [section.role for section in found.sections] == ["other", "review"]
    assert found["86户"].role == "actual"


def test_a_line_of_chrome_is_no_title(figures: Figures) -> None:
    assert figures("网友范文：2021年工作总结\n青山镇2023年工作总结\n改厕86户。").profile.year == 2023


def test_a_report_without_a_title_is_known_by_its_first_sentences(figures: Figures) -> None:
    profile = figures("2023年，我镇认真开展各项工作，现将工作情况汇报如下。改厕86户。").profile
    assert (profile.year, profile.title) == (2023, "")


def test_a_report_of_one_line_has_its_kind_and_year(figures: Figures) -> None:
    found = figures("青山镇2023年工作总结今年以来，我镇改厕86户。一、农业生产粮食产量5200吨。")
    assert (found.profile.kind, found.profile.year) == ("总结", 2023)
    assert {found["86户"].role, found["5200吨"].role} == {"actual"}


def test_the_file_name_is_the_last_source(figures: Figures) -> None:
    profile = figures("改厕86户。", name="青山镇2022年工作总结.txt").profile
    assert (profile.year, profile.source) == (2022, "文件名")
    assert figures("青山镇2023年工作总结\n改厕86户。", name="青山镇2022年工作总结.txt").profile.year == 2023


def test_a_heading_rules_until_the_next_of_its_level(figures: Figures) -> None:
    found = figures(
        BOTH + "一、2023年工作总结\n（一）农业\n粮食产量5200吨。\n二、2024年工作计划\n（一）农业\n粮食产量5300吨。"
    )
    assert (found["5200吨"].section, found["5300吨"].section) == ("review", "plan")
    assert (found["5200吨"].year, found["5300吨"].year) == (2023, 2024)


def test_weak_words_rule_only_in_top_headings(figures: Figures) -> None:
    found = figures(BOTH + "一、2023年主要成效\n（一）规划建设\n改厕86户。\n二、2024年目标任务\n改厕90户。")
    assert (found["86户"].section, found["90户"].section) == ("review", "plan")


def test_unmistakable_words_rule_at_every_level(figures: Figures) -> None:
    found = figures("青山镇2023年工作总结\n一、农业农村\n改厕86户。\n（一）下一步工作打算\n改厕90户。")
    assert (found["86户"].section, found["90户"].section) == ("review", "plan")


def test_a_top_heading_that_says_nothing_goes_on_with_a_plan(figures: Figures) -> None:
    found = figures(BOTH + "一、2023年回顾\n改厕86户。\n二、2024年计划\n改厕90户。\n三、强化保障\n改厕92户。")
    assert found["92户"].section == "plan"


def test_a_top_heading_that_says_nothing_after_a_review_is_review(figures: Figures) -> None:
    assert figures(BOTH + "一、2023年回顾\n改厕86户。\n二、民生保障\n改厕92户。")["92户"].section == "review"


def test_problems_and_profile_have_their_sections(figures: Figures) -> None:
    found = figures("青山镇2023年工作总结\n一、基本情况\n辖12个村。\n二、存在的问题\n空壳村2个。")
    assert (found["12个"].section, found["2个"].section) == ("profile", "problems")


def test_a_bare_line_names_a_part(figures: Figures) -> None:
    found = figures(BOTH + "2023年工作回顾\n改厕86户。\n下一步工作打算\n改厕90户。")
    assert (found["86户"].role, found["90户"].role) == ("actual", "plan")


def test_a_heading_that_runs_into_the_text(figures: Figures) -> None:
    found = figures(
        BOTH
        + "一、2023年工作总结1.产业方面：粮食产量5200吨，继续保持稳定增长的良好发展态势并超额完成县里下达的各项任务。\n"
        "二、2024年工作计划1.产业方面：粮食产量5300吨，继续保持稳定增长的良好发展态势并超额完成县里下达的各项任务。"
    )
    assert (found["5200吨"].role, found["5300吨"].role) == ("actual", "plan")


def test_a_heading_with_a_year_of_its_own_is_for_that_year(figures: Figures) -> None:
    found = figures("青山镇2023年工作总结\n一、2022年工作回顾\n改厕86户。")
    assert found["86户"].year == 2022


def test_a_report_that_looks_back_on_the_year_before_its_title_plans_the_year_of_its_title(figures: Figures) -> None:
    found = figures("双河镇2023年工作报告\n一、2022年工作回顾\n硬化道路3公里。\n二、2023年重点工作\n硬化道路5公里。")
    assert [(found[s].role, found[s].year) for s in ("3公里", "5公里")] == [("actual", 2022), ("plan", 2023)]


@pytest.mark.parametrize(
    ("title", "kind", "year", "plan"),
    [
        ("青山镇2023年工作总结", "总结", 2023, 2024),
        ("青山镇2024年工作计划", "计划", 2024, 2024),
        ("青山镇2023年工作总结和2024年工作计划", "总结和计划", 2023, 2024),
        ("青山镇二〇二三年工作总结", "总结", 2023, 2024),
        ("2023年青山镇工作总结暨2024年工作打算", "总结和计划", 2023, 2024),
    ],
)
def test_kinds_and_years_of_titles(figures: Figures, title: str, kind: str, year: int, plan: int) -> None:
    profile = figures(f"{title}\n改厕86户。").profile
    assert (profile.kind, profile.year, profile.plan_year) == (kind, year, plan)


@pytest.mark.parametrize(
    ("named", "period"),
    [
        ("2023年", "2023"),
        ("2023年上半年", "2023H1"),
        ("2023年下半年", "2023H2"),
        ("2023年一季度", "2023Q1"),
        ("2023年第三季度", "2023Q3"),
        ("2023年1-9月", "2023-01/2023-09"),
    ],
)
def test_periods_of_titles(figures: Figures, named: str, period: str) -> None:
    found = figures(f"青山镇{named}工作总结\n改厕86户。")
    assert (found.profile.period, found["86户"].period) == (period, period)


@pytest.mark.parametrize(
    ("plan", "period"), [("十二五", "2011/2015"), ("十三五", "2016/2020"), ("十四五", "2021/2025")]
)
def test_five_year_plans_are_periods(figures: Figures, plan: str, period: str) -> None:
    profile = figures(f"青山镇“{plan}”工作总结\n改厕86户。").profile
    assert (profile.year, profile.period) == (None, period)


def test_a_pure_plan_plans_everything(figures: Figures) -> None:
    found = figures("青山镇2024年工作计划\n一、农业\n粮食产量5300吨。")
    assert (found["5300吨"].role, found["5300吨"].year) == ("plan", 2024)


def test_headings_marked_by_the_reader_open_sections(rulebook: Rulebook) -> None:
    text = "青山镇2023年工作总结和2024年工作计划\n2024年的工作\n改厕90户。"
    at = text.index("2024年的")
    document = Document(text, (Block("heading", at, at + len("2024年的工作"), level=1),))
    extraction = extract(document, rulebook)
    assert "2024年的工作" in [section.heading for section in extraction.sections]
