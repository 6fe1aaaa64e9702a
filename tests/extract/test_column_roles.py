"""What the headings of columns, and the title of a table, say of roles and periods."""

from __future__ import annotations

import pytest

from etl.extract import extract
from etl.readers.text import READER
from etl.rulebook.model import Rulebook
from tests.extract.conftest import Found

TITLE = "青山镇2023年工作总结\n"


def table(rulebook: Rulebook, *lines: str) -> Found:
    document = READER.read((TITLE + "\n".join(line.replace("|", "\t") for line in lines)).encode())
    return Found(document.text, extract(document, rulebook))


def test_every_column_has_its_own_role_whatever_stands_before_it(rulebook: Rulebook) -> None:
    found = table(
        rulebook,
        "项目名称|总投资（万元）|2023年计划投资（万元）|累计完成投资（万元）|本年完成投资（万元）|完成率%",
        "水厂扩建|3200|1500|980|760|50.7",
        "农贸市场|1800|800|790|640|80",
    )
    roles = [found[s].role for s in ("3200", "1500", "980", "760", "50.7")]
    assert roles == ["actual", "plan", "cumulative", "actual", "actual"]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("任务数（户）", "plan"),
        ("年度计划（户）", "plan"),
        ("计划完成（户）", "plan"),
        ("任务完成（户）", "actual"),
        ("实际完成（户）", "actual"),
        ("累计完成（户）", "cumulative"),
        ("1-9月累计（户）", "actual"),
    ],
)
def test_the_last_word_of_a_heading_tells_its_role(rulebook: Rulebook, heading: str, role: str) -> None:
    assert table(rulebook, f"项目|{heading}", "改厕|86", "危房改造|12")["86"].role == role


def test_months_in_a_heading_are_the_period_of_its_column(rulebook: Rulebook) -> None:
    found = table(rulebook, "指标|年度计划|1-9月完成|去年1-9月", "税收（万元）|860|650|610", "造林（亩）|500|420|400")
    assert [found[s].period for s in ("860", "650", "610")] == ["2023", "2023-01/2023-09", "2022-01/2022-09"]


def test_the_title_of_a_plan_makes_its_table_a_plan(rulebook: Rulebook) -> None:
    found = table(
        rulebook,
        "2024年重点项目投资计划",
        "项目|总投资（万元）|截至2023年底累计完成（万元）|2024年投资（万元）",
        "水厂扩建|3200|980|1500",
        "农贸市场|1800|760|800",
    )
    assert [found[s].role for s in ("3200", "980", "1500")] == ["plan", "cumulative", "plan"]
    assert [found[s].year for s in ("3200", "1500")] == [2024, 2024]


@pytest.mark.parametrize(
    "title", ["2023年重点项目计划完成情况", "2023年重点项目情况", "以上项目均已纳入计划，现列表如下"]
)
def test_a_title_of_what_was_done_makes_none(rulebook: Rulebook, title: str) -> None:
    found = table(rulebook, title, "项目|总投资（万元）|本年完成（万元）", "水厂扩建|3200|980", "农贸市场|1800|760")
    assert [found[s].role for s in ("3200", "980")] == ["actual", "actual"]
