"""Whose figure it is."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(("text", "scope"), [
    ("流转土地86亩。", "township"),
    # a named firm or site
    ("绿源农业有限公司流转土地86亩。", "company_or_project"),
    ("青禾家庭农场流转土地86亩。", "company_or_project"),
    # counted, listed with 等, brought in
    ("全镇共有加工厂18家，流转土地86亩。", "township"),
    ("引进加工厂，流转土地86亩。", "township"),
    ("依托合作社、家庭农场等流转土地86亩。", "township"),
    # a project with its investment
    ("冷链物流建设项目计划投资320万元，占用土地86亩。", "company_or_project"),
    # one named village, in its place
    ("石岭村流转土地86亩。", "village"),
    ("在泉湖村流转土地86亩。", "village"),
    ("XX村流转土地86亩。", "village"),
    # several, and none
    ("石岭村、泉湖村等3个村流转土地86亩。", "township"),
    ("石岭村、泉湖村流转土地86亩。", "township"),
    ("石岭村流转土地32亩、泉湖村流转土地86亩。", "village"),
    ("开展村级培训，流转土地86亩。", "township"),
    ("农村流转土地86亩。", "township"),
    # brought back
    ("石岭村带头示范，全镇流转土地86亩。", "township"),
    ("石岭村带头示范；流转土地86亩。", "township"),
    ("全乡辖6个村、3个林场社区、流转土地86亩。", "township"),
    ("硬化村屯道路后流转土地86亩。", "township"),
    # the county's and others'
    ("全县流转土地86亩。", "other"),
    ("2023年全市共流转土地86亩。", "other"),
    ("全县流转土地860亩，我镇流转土地86亩。", "township"),
    ("全县排名第三，流转土地86亩。", "township"),
    ("全县首个农场落户，流转土地86亩。", "township"),
    ("占全县流转土地86亩。", "township"),
    ("承办全县现场会，流转土地86亩。", "township"),
    # each
    ("户均流转土地86亩。", "township"),
])  # fmt: skip
def test_the_last_cue_before_the_figure_decides(figures: Figures, text: str, scope: str) -> None:
    assert figures(text, year=2023)["86亩"].scope == scope


def test_evenly_among_villages_is_of_villages(figures: Figures) -> None:
    assert figures("6个村集体经济收入均超过10万元。", year=2023)["超过10万元"].scope == "village"


def test_a_project_paragraph_is_the_projects(figures: Figures) -> None:
    found = figures("1．冷链物流建设项目计划投资320万元。占用土地86亩。\n流转土地120亩。", year=2023)
    assert (found["86亩"].scope, found["120亩"].scope) == ("company_or_project", "township")


def test_a_comparison_is_whose_its_level_is(figures: Figures) -> None:
    found = figures("绿源农业有限公司产值860万元，同比增长9%。", year=2023)
    assert found["9%"].scope == found["860万元"].scope == "company_or_project"
