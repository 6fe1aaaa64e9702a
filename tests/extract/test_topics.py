"""Whom a figure is about where its own words do not say: the sentence, the paragraph, the chapter, the report."""

from __future__ import annotations

import pytest

from etl.extract import extract
from etl.readers.document import Document
from etl.rulebook.model import Rulebook
from tests.extract.conftest import Figures, Found


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("该村有道路8公里；有山塘86口。", "village"),
        ("该公司投资8亿元；用工86人。", "company_or_project"),
        ("该村有道路8公里；全镇有山塘86口。", "township"),
        ("该村有道路8公里；全镇喜获丰收，有山塘86口。", "township"),
        ("泉湖村有道路8公里；有山塘86口。", "township"),
        ("新修泉湖村道路8公里；有山塘86口。", "township"),
    ],
)
def test_what_speaks_of_itself_speaks_for_the_rest_of_the_sentence(figures: Figures, text: str, scope: str) -> None:
    found = figures(text, year=2023)
    assert next(mention for mention in found if mention.surface.startswith("86")).scope == scope


@pytest.mark.parametrize(
    "text",
    [
        "泉湖村是省级示范村。新建公厕86座。",
        "1、泉湖村环境变好。新建公厕86座。",
        "2021年5月，泉湖村成立合作社。新建公厕86座。",
        "（一）泉湖村\n按照规划推进。新建公厕86座。",
        "我村位于山区。该村风景好。新建公厕86座。",
    ],
)
def test_what_is_about_a_village_is_its_own(figures: Figures, text: str) -> None:
    assert figures(text)["86座"].scope == "village"


@pytest.mark.parametrize(
    "text",
    [
        "泉湖村、石门村是示范村。新建公厕86座。",
        "泉湖村是示范村。全镇推广经验。新建公厕86座。",
        "泉湖村是示范村。\n新建公厕86座。",
        "（一）建设美丽乡村\n按照规划推进。新建公厕86座。",
        "（一）打造幸福社区\n按照规划推进。新建公厕86座。",
        "我村位于山区。该村风景好。镇政府支持。新建公厕86座。",
    ],
)
def test_what_is_about_several_villages_or_of_the_township_is_the_township_s(figures: Figures, text: str) -> None:
    assert figures(text)["86座"].scope == "township"


def test_a_town_s_parts_are_listed_not_spoken_for(figures: Figures) -> None:
    assert figures("集镇建成区包含代西村、石门村，共675户。")["675户"].scope == "township"


@pytest.mark.parametrize(
    ("title", "scope"),
    [
        ("高桥村2018年度工作总结", "village"),
        ("高桥村村委会2018年度工作报告", "village"),
        ("2018年高桥村工作总结", "village"),
        ("东街社区2018年工作总结", "village"),
        ("青山镇2018年驻村工作总结", "township"),
        ("青山镇2018年新农村建设工作总结", "township"),
        ("青山街道社区工作总结2018", "township"),
        ("石村镇2018年工作总结", "township"),
    ],
)
def test_a_report_whose_title_names_a_village_is_its_own(rulebook: Rulebook, title: str, scope: str) -> None:
    text = f"{title}\n一、工作回顾\n新建公厕86座。"
    assert Found(text, extract(Document(text), rulebook))["86座"].scope == scope
