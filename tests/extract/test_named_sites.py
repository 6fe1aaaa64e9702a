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


@pytest.mark.parametrize(
    "text",
    [
        "湘泉食品产业园占地86亩。",
        "云岭景区接待游客86万人次。",
        "青岭小镇完成投资86万元。",
        "联峰电子年产传感器86万套。",
        "联峰电子（位于泉湖村）年产传感器86万套。",
        "双河米业引进生产线，建厂房86平方米。",
        "引进青山置业有限公司投资8600万元。",
        "引进的青山药业（注册资本860万元）投产。",
        "引进的绿丰农场流转土地86亩。",
        "红松子加工项目开工建设，项目总投资860万元。",
    ],
)
def test_a_name_of_its_own_makes_a_firm_a_site_or_a_project(figures: Figures, text: str) -> None:
    assert [mention.scope for mention in figures(text)] == ["company_or_project"]


@pytest.mark.parametrize(
    "text",
    [
        "农业产业园流转土地86亩。",
        "湘泉产业园建设征地86亩。",
        "全镇景区接待游客86万人次。",
        "依托云岭景区，全年接待游客86万人次。",
        "电子商务销售额86万元。",
        "引进项目总投资860万元。",
        "这些项目总投资860万元。",
        "引进水泥企业，完成投资860万元。",
        "实现农牧民转移就业86人。",
    ],
)
def test_a_kind_of_firm_site_or_project_is_none(figures: Figures, text: str) -> None:
    assert [mention.scope for mention in figures(text)] == ["township"]


def test_firms_that_are_counted_are_none_by_name(figures: Figures) -> None:
    found = figures("4家鳗鱼养殖场养殖面积86公顷。境内有云岭电站一座，通电率98%。")
    assert (found["86公顷"].scope, found["98%"].scope) == ("township", "township")


@pytest.mark.parametrize(
    "text", ["完成泉湖村86户改厕。", "除泉湖村86户外已通水。", "_村86户已通水。", "全村监测户86户。"]
)
def test_a_village_right_before_its_figure_is_named(figures: Figures, text: str) -> None:
    assert figures(text)["86户"].scope == "village"


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("征地涉及泉湖村、石门村2个村、11个组。", "11个"),
        ("下辖泉湖社区、石门社区和11个村。", "11个"),
        ("全乡11个村(泉湖村6个组、石门村9个组)，共3359户。", "3359户"),
        ("其中回民村3个，回族人口5560人。", "5560人"),
        ("参加社区志愿服务86次。", "86次"),
        ("建成精品村2个，新建公厕11座。", "11座"),
        ("镇里实现全村覆盖，发放资料86份。", "86份"),
    ],
)
def test_villages_in_lists_and_counts_are_the_township_s(figures: Figures, text: str, surface: str) -> None:
    assert figures(text)[surface].scope == "township"


def test_villages_in_a_parenthesis_have_their_own(figures: Figures) -> None:
    found = figures("全乡11个村(泉湖村6个组、石门村9个组)，共3359户。")
    assert (found["6个"].scope, found["9个"].scope) == ("village", "village")


def test_the_deed_of_a_person_is_another_s(figures: Figures) -> None:
    assert figures("种植大户王小山流转土地86亩。")["86亩"].scope == "other"
    assert figures("种植大户流转土地86亩。")["86亩"].scope == "township"
    assert figures("党员带头流转土地86亩。")["86亩"].scope == "township"


def test_where_a_firm_lies_is_not_whose_its_figures_are(figures: Figures) -> None:
    found = figures("青山农业科技集团有限公司位于我镇三公村，年产牧草86万吨。")
    assert found["86万吨"].scope == "company_or_project"
    assert figures("青山农业有限公司投产，我镇年产牧草86万吨。")["86万吨"].scope == "township"


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("投资 1.68 亿元的动力机械有限公司项目。", "company_or_project"),
        ("宝泉米业有限公司、青山机械有限公司等 8 家企业进园。", "township"),
        ("从东张至冯村10公里道路绿化。", "township"),
        ("其余19个村都由县里采买，共计1249盏。", "township"),
        ("19个村都建有广场1200平方米。", "village"),
    ],
)
def test_blanks_routes_and_sums(figures: Figures, text: str, scope: str) -> None:
    assert [mention.scope for mention in figures(text) if mention.type == "quantity"][-1] == scope


@pytest.mark.parametrize(
    "text",
    [
        "设备制造企业“青山科技”正式投产，年产能达5000台，实现税收800万元。",
        "传统建材企业“青山建材”完成技改，产值提升30%。",
        '茶叶合作社"青山茶"流转土地300亩。',
    ],
)
def test_a_name_quoted_behind_a_word_for_a_firm_has_its_own(figures: Figures, text: str) -> None:
    found = figures(text)
    assert {found[surface].scope for surface in found.quantities} == {"company_or_project"}


@pytest.mark.parametrize(
    "text",
    [
        "培育龙头企业“青山米业”等5家，带动农户120户。",
        "引进企业“青山米业”“红石茶业”2家。",
        "开展企业“大走访”活动，走访86家。全镇改厕120户。",
        "13个村种植烤烟，且都是500亩以上的规模村，共收购烟叶4243担。",
    ],
)
def test_what_is_quoted_of_several_firms_and_kinds_of_villages_names_no_one(figures: Figures, text: str) -> None:
    found = figures(text)
    assert {found[surface].scope for surface in found.quantities} == {"township"}


@pytest.mark.parametrize(
    "text", ["丰茂合作社流转土地1500亩。", "丰茂合作社（社员来自周边）流转土地1500亩。", "金山合作社年产茶叶1500吨。"]
)
def test_a_cooperative_with_a_name_has_its_own(figures: Figures, text: str) -> None:
    assert [mention.scope for mention in figures(text)] == ["company_or_project"]


@pytest.mark.parametrize(
    "text",
    [
        "通过合作社带动农户1500户。",
        "“党支部＋合作社”带动农户1500户。",
        "通过“公司＋农户”模式发展蔬菜1500亩。",
        "成立合作社15家。",
    ],
)
def test_cooperatives_without_a_name_are_the_township_s(figures: Figures, text: str) -> None:
    assert [mention.scope for mention in figures(text)] == ["township"]


def test_a_village_between_mountains_has_a_name(figures: Figures) -> None:
    found = figures("东山村（大棚3座）、西山村（大棚2座）通过验收。偏远山村通水86户。")
    assert [found[surface].scope for surface in ("3座", "2座", "86户")] == ["village", "village", "township"]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("青山轮胎处理厂，预计投资4亿元。", "company_or_project"),
        ("我镇恒达钢缆厂产值达4亿元。", "company_or_project"),
        ("全镇水泥制品厂产值达4亿元。", "township"),
        ("引进钢缆厂2家，新建厂房4000平方米。", "township"),
        ("建成标准厂房4万平方米。", "township"),
        ("集镇污水处理厂日处理污水400吨。", "township"),
        ("钢缆厂商采购蔬菜400吨。", "township"),
    ],
)
def test_a_works_with_a_name_of_its_own_has_its_own(figures: Figures, text: str, scope: str) -> None:
    found = figures(text)
    assert found[found.quantities[-1]].scope == scope


@pytest.mark.parametrize(
    "text",
    [
        "绿源农业发展公司建成大棚86亩。",
        "金牛牧业存栏肉牛86头。",
        "引进恒泰纺织有限公司，总投资1.2亿元，占地86亩。",
        "青云山景区86万人次。",
        "福海修造厂5万吨级船坞投产，占地86亩。",
        "青云山景区接待游客86万人次。",
    ],
)
def test_a_name_may_hold_a_verb_and_stand_right_before_its_figure(figures: Figures, text: str) -> None:
    assert next(m for m in figures(text, year=2023) if m.value in (86, 860000)).scope == "company_or_project"


@pytest.mark.parametrize(
    "text",
    [
        "大力发展公司86家。",
        "发展畜牧业存栏肉牛86头。",
        "把集体仓库租给物流公司，得租金86万元。",
        "引进恒泰纺织有限公司，全年新增企业86家。",
        "引进恒泰纺织有限公司，超额完成年初任务，到位资金86万元。",
        "举办青山农场采摘节，接待游客86万人次。",
        "特色景区86个。",
    ],
)
def test_what_is_brought_in_paid_or_counted_owns_no_figure(figures: Figures, text: str) -> None:
    assert next(m for m in figures(text, year=2023) if m.value in (86, 860000)).scope == "township"


def test_what_a_person_set_up_is_the_persons(figures: Figures) -> None:
    found = figures("返乡青年王小明办起养鸡场，存栏蛋鸡8600只。", year=2023)
    assert found["8600只"].scope == "other"


def test_a_village_may_be_named_right_behind_a_verb(figures: Figures) -> None:
    found = figures("抓好泉湖村的环境整治，改厕86户。调整充实村“两委”班子12个。培育文明村3个。", year=2023)
    assert [found[s].scope for s in ("86户", "12个", "3个")] == ["village", "township", "township"]


def test_a_counted_mask_is_no_village(figures: Figures) -> None:
    assert figures("在XX、杨树等X村改造危房86户。", year=2023)["86户"].scope == "township"
