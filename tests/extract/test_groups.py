"""What stands directly before a phrase names a kind of the thing, unless it is known to change nothing."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "surface", "indicator"),
    [
        # an unknown noun before what is counted
        ("全镇成立农民专业合作社14家。", "14家", "farmer_coop_count"),
        ("全镇成立养蜂专业合作社14家。", "14家", None),
        ("全乡现有茶园面积6200亩。", "6200亩", "tea_garden_area"),
        ("全乡现有有机认证茶园面积6200亩。", "6200亩", None),
        ("动物免疫密度98%。", "98%", "animal_vaccination_rate"),
        ("散养户免疫密度98%。", "98%", None),
        # who did it, and how, before the verb
        ("镇农技站指导建成家庭农场9家。", "9家", "family_farm_count"),
        ("镇农技站指导建成葡萄家庭农场9家。", "9家", None),
        ("通过土地整理新增耕地260亩。", "260亩", "restored_cultivated_land"),
        # a clause that ends in 的
        ("全镇的家庭农场有9家。", "9家", "family_farm_count"),
        ("正在筹建的家庭农场有9家。", "9家", None),
        ("发展竹编的贫困户61户。", "61户", None),
        ("全镇建档立卡贫困户61户。", "61户", "out_of_poverty_households"),
        # what says what most of it is changes nothing
        ("以苹果、梨为主的果园面积8700亩。", "8700亩", "fruit_area"),
        ("有机认证的果园面积8700亩。", "8700亩", None),
        # behind the figure
        ("全镇有14家农民专业合作社。", "14家", "farmer_coop_count"),
        ("全镇有14家养蜂专业合作社。", "14家", None),
        ("全镇蔬菜种植面积1.2万亩，50亩以上的大户26户。", "50亩以上", None),
        ("全镇蔬菜种植面积1.2万亩，比上年扩大50亩以上。", "1.2万亩", "vegetable_sown_area"),
        ("全镇有13名护林员。", "13名", "forest_ranger_count"),
        ("全镇有13名水管员。", "13名", None),
        ("为36户市场主体办理登记。", "36户", None),
        ("现有市场主体36户。", "36户", "market_entity_count"),
        # what is short of it is not it
        ("新增停车泊位1500个。", "1500个", "parking_space_count"),
        ("停车难，夜间缺口1500个泊位。", "1500个", None),
        # what each has is said of the next figure
        ("脱贫人口1126人人均纯收入13640元。", "1126人", "out_of_poverty_persons"),
        ("脱贫人口人均帮扶干部1126人。", "1126人", None),
        # a rule of the whole knows verbs and years, but no kinds
        ("卫生院有病床46张，全院配备专业技术人员52名。", "52名", "health_staff_count"),
        ("卫生院有病床46张，中医科配备专业技术人员52名。", "52名", None),
        ("二OO八年全镇农村经济总收入2.6亿元。", "2.6亿元", "rural_economy_total_income"),
        # a name of a township is no kind, nor is what stands within quotation marks or before 、
        ("石桥镇总面积86平方公里。", "86平方公里", "admin_area"),
        ("举办“金秋”招聘会3场。", "3场", "job_fair_count"),
        # what is counted as it happens, and public works, are of all kinds
        ("举办刺绣技能培训6期。", "6期", "skill_training_sessions"),
        ("完成张家坡路面硬化2.4公里。", "2.4公里", "road_hardened_length"),
        # a rule that takes nothing 新增 takes nothing that is newly registered, awarded or set up either
        ("新评定家庭农场6家。", "6家", None),
        ("评定家庭农场6家。", "6家", "family_farm_count"),
        ("新认定家庭农场6家、农民专业合作社3家。", "3家", None),
        # what is reached, also between the words and the figure
        ("“雪亮工程”覆盖18个村。", "18个", None),
        ("“雪亮工程”安装探头18个。", "18个", "surveillance_camera_count"),
        # a single unknown character is a verb that nobody listed
        ("全镇建家庭农场9家。", "9家", "family_farm_count"),
    ],
)
def test_only_known_words_stand_before_what_is_counted(
    figures: Figures, text: str, surface: str, indicator: str | None
) -> None:
    assert next(m for m in figures(text) if m.surface == surface).indicator == indicator


@pytest.mark.parametrize(
    ("text", "surface", "indicator"),
    [
        ("全镇辖9个行政村、84个村民小组。", "84个", "villager_group_count"),
        ("工程涉及9个行政村、84个村民小组。", "84个", None),
        ("工程涉及9个行政村、84个村民小组，全镇总户数2160户。", "2160户", "household_count"),
        ("全镇总户数2160户。", "2160户", "household_count"),
        ("种植户遍及12个行政村，惠及总户数2160户。", "2160户", None),
        ("饮水工程受益人口1.2万人。", "1.2万人", "drinking_water_beneficiaries"),
    ],
)
def test_what_something_reaches_is_not_all_there_is(
    figures: Figures, text: str, surface: str, indicator: str | None
) -> None:
    assert next(m for m in figures(text) if m.surface == surface).indicator == indicator


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("全镇有小学3所，专任教师61人；初级中学1所，专任教师48人。", [None, None]),
        ("全镇有小学3所、初级中学1所，专任教师109人。", ["full_time_teachers"]),
        ("现有专任教师109人。上年有专任教师104人。", ["full_time_teachers", "full_time_teachers"]),
        ("有国家4A级旅游景区1个、3A级旅游景区2个。", ["scenic_spot_a_count", "scenic_spot_a_count"]),
    ],
)
def test_the_same_words_again_in_a_sentence_go_through_a_list(
    figures: Figures, text: str, indicators: list[str | None]
) -> None:
    counted = [m for m in figures(text) if m.unit in ("人", "个") and m.type == "quantity"]
    assert [m.indicator for m in counted] == indicators
