"""Whose figure it is, where firms, farms, projects and villages are named beside the township."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize("text", ["全镇煤矿产煤12万吨。", "规模养殖场免疫12万头次。", "举办社区体育赛事12万人次。"])
def test_what_is_the_township_s_own_is_no_one_firm_s(figures: Figures, text: str) -> None:
    assert [mention.scope for mention in figures(text)] == ["township"]


@pytest.mark.parametrize("text", ["青山木业年产地板3万平方米。", "投资3亿元的钢帘线项目开工。", "青山煤矿产煤3万吨。"])
def test_a_named_firm_or_project_has_its_own(figures: Figures, text: str) -> None:
    assert [mention.scope for mention in figures(text)] == ["company_or_project"]


@pytest.mark.parametrize("text", ["投资1500万元的易地扶贫搬迁项目。", "投资370万元的土地整理项目。"])
def test_public_works_are_the_township_s(figures: Figures, text: str) -> None:
    assert [mention.scope for mention in figures(text)] == ["township"]


def test_a_village_named_behind_the_township_has_its_own(figures: Figures) -> None:
    assert figures("我镇青石坝村识别监测户88户。")["88户"].scope == "village"
    assert figures("我镇各村识别监测户88户。")["88户"].scope == "township"


def test_a_project_in_parentheses_further_on_does_not_make_the_paragraph_its_own(figures: Figures) -> None:
    found = figures("3、工业投入2219万元;完成项目2个(青山化工项目计划投资1400万元)。")
    assert found["2219万元"].scope == "township"


@pytest.mark.parametrize("text", ["引进青山水泥厂(投资3亿元)。", "占地220亩的甲鱼养殖场。", "占地350亩的物流园项目。"])
def test_what_one_site_invests_or_covers_is_its_own(figures: Figures, text: str) -> None:
    assert [mention.scope for mention in figures(text)] == ["company_or_project"]


@pytest.mark.parametrize("text", ["占地20亩的文化广场建成。", "改造村道(5公里)。"])
def test_a_public_place_is_the_township_s(figures: Figures, text: str) -> None:
    assert [mention.scope for mention in figures(text)] == ["township"]
