"""Words of a rule that stand beside a figure without naming it, each in both directions."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "surface", "indicator"),
    [
        ("全镇现有退役军人612人。", "612人", "veteran_count"),
        ("全乡有“五保”老人96人，其中集中供养31人，分散供养65人。", "96人", "extreme_poverty_persons"),
        ("全乡有“五保”老人96人，其中集中供养31人，分散供养65人。", "65人", None),
        ("低保人员210户，共433人。", "210户", "subsistence_households"),
        ("精准识别贫困户310户，脱贫退出52户、171人。", "171人", "poverty_relief_persons"),
        ("防返贫监测总数为52户171人。", "52户", "monitored_households"),
        ("镇党委下设党支部14个。", "14个", "party_branch_count"),
        ("镇党委下设直属党支部6个。", "6个", None),
        ("全镇共有行政村17个。", "17个", "village_committee_count"),
        ("全镇共有深度贫困行政村6个。", "6个", None),
        ("街道现有5个社区，志愿队伍12支。", "5个", "neighborhood_committee_count"),
        ("5个社区有志愿者队伍。", "5个", None),
        ("新识别贫困人口21户，返贫3户。", "21户", None),
        ("全镇有残疾人410人，孤儿6人。", "410人", "disabled_persons"),
        ("镇卫生院有病床46张，专业技术人员51名，其中执业医师9名。", "9名", None),
        ("镇卫生院有病床46张，专业技术人员51名，其中执业医师9名。", "51名", "health_staff_count"),
        ("全年发放优抚资金42万元。", "42万元", "special_care_funds"),
        ("对130人进行农村劳动力技能培训。", "130人", "skill_training_persons"),
        ("全镇现有参战退役军人36人。", "36人", None),
        ("镇党委下设党支部14个，党员486名。", "486名", "party_member_count"),
        ("镇党委下设党支部14个，机关党员46名。", "46名", None),
        ("全镇辖12个行政村，人口3610户。", "3610户", "household_count"),
        ("全镇辖12个行政村，返贫人口16户。", "16户", None),
        ("全镇总人口2.6万人。", "2.6万人", "registered_population"),
        ("全镇辖12个行政村，城区人口2.6万人。", "2.6万人", None),
        ("全镇低保政策落实到位，惠及困难群众260人次。", "260人次", "relief_beneficiary_times"),
        ("全镇低保政策落实到位，文体活动受益260人次。", "260人次", None),
        ("发放困难残疾人生活补贴312人。", "312人", "disability_subsidy_persons"),
        ("困难残疾人生活补贴新增12人。", "12人", None),
        ("1—10月份规上工业产值2.6亿元。", "2.6亿元", "industrial_output_above_scale"),
        ("1—10月份电力规上工业产值2.6亿元。", "2.6亿元", None),
        ("全镇辖2个社区17个行政村。", "17个", "village_committee_count"),
        ("全镇辖2个社区17个行政村。", "2个", "neighborhood_committee_count"),
        ("全镇辖17个行政村2个社区。", "2个", "neighborhood_committee_count"),
        ("粮食播种面积1.3万亩，产量5200吨。", "5200吨", "grain_output"),
        ("粮食播种面积1.3万亩，蔬菜产量5200吨。", "5200吨", "vegetable_output"),
        ("粮食播种面积1.3万亩，烟叶产量5200吨。", "5200吨", None),
        ("项目分红26万元。", "26万元", "collective_dividend"),
        ("项目分红26万元，户均分红830元。", "830元", None),
        ("全镇有合作社14个。", "14个", "farmer_coop_count"),
        ("力争每个村有合作社2个。", "2个", None),
        ("农村居民人均可支配收入15600元。", "15600元", "rural_income_per_capita"),
        ("全镇辖9个行政村，2个社区。", "9个", "village_committee_count"),
        ("9个行政村光纤网络全覆盖。", "9个", None),
        ("现有市场主体820户，其中个体工商户640户。", "820户", "market_entity_count"),
        ("新增市场主体120户，其中个体工商户96户。", "96户", None),
        ("全镇有家庭农场14户。", "14户", "family_farm_count"),
        ("走访服务家庭农场14户。", "14户", None),
        ("全镇有自然村12个。", "12个", "natural_village_count"),
        ("合并自然村12个。", "12个", None),
        ("全镇取缔黑网吧2家，注销合作社14个。", "14个", None),
        ("整顿软弱涣散党组织1个。", "1个", "weak_party_org_rectified"),
        ("两免一补惠及学生860人。", "860人", "student_aid_persons"),
        ("全镇有615名脱贫人口。", "615名", "out_of_poverty_persons"),
        ("为615名脱贫人口申报交通补贴。", "615名", None),
        ("志愿者620人，开展活动120次。", "120次", "volunteer_activity_times"),
        ("志愿者620人，业余活动120次。", "120次", None),
        ("城镇化率2.4%，流动人口26人。", "2.4%", "urbanization_rate"),
        ("城镇化率2.4%，流动人口26人，男性7058人，占54.2%。", "54.2%", None),
        ("铺设污水管网12公里，其中支管4.8公里。", "12公里", "sewage_pipe_length"),
        ("铺设污水管网12公里，新增市政主干道5条、4.8公里。", "4.8公里", None),
        ("320名返乡农民参加了电工技能培训。", "320名", "skill_training_persons"),
        ("对86户困难群众逐户实施农村危房改造。", "86户", "dilapidated_house_renovated"),
        ("320名干部组成的工作队下到各村组织农民技能培训。", "320名", None),
        ("发展民宿14家。", "14家", "homestay_count"),
        ("对14家民宿开展消防检查。", "14家", None),
        ("检查民宿后，为14个村卫生室配备设备。", "14个", None),
        ("全年新增私营企业40家、个体工商户300户。", "300户", None),
        ("现有私营企业40家、个体工商户300户。", "300户", "market_entity_count"),
        ("规模以上工业企业研发投入增长15%。", "15%", None),
        ("规模以上工业企业数同比增长15%。", "15%", "above_scale_industry_count"),
        ("合作社社员增长12%。", "12%", None),
        ("连片种植药材、红薯等4000多亩。", "4000多亩", None),
        ("连片种植红薯、药材等4000多亩。", "4000多亩", None),
        ("连片种植药材4000多亩。", "4000多亩", "tcm_herb_area"),
        ("种植天麻、黄精等中药材5000亩。", "5000亩", "tcm_herb_area"),
        ("种植小麦、玉米等作物5000亩。", "5000亩", None),
        ("发放低保金、特困供养金等280万元。", "280万元", "social_relief_funds"),
        ("全年新增私营企业40家，个体工商户300户。", "300户", None),
        ("现有私营企业40家，个体工商户300户。", "300户", "market_entity_count"),
        ("全年新增私营企业40家，现有家庭农场14家。", "14家", "family_farm_count"),
        ("全年新增私营企业40家，家庭农场14家。", "14家", None),
        ("新增规上企业4家，市场主体突破1.2万户。", "突破1.2万户", "market_entity_count"),
        ("吸毒人员新增9人，家庭农场14家。", "14家", "family_farm_count"),
        ("新增五保户2人，低保户40户。", "40户", "subsistence_new_households"),
        ("全年销售蔬菜2600吨、水果860吨。", "860吨", None),
        ("全年产蔬菜2600吨、水果860吨。", "860吨", "fruit_output"),
        ("大病医疗救助18人 农村低保8人。", "18人", None),
        ("全乡辖8个村委会，一类自然村19个。", "19个", None),
        ("全乡辖8个村委会，自然村19个。", "19个", "natural_village_count"),
        ("粮食亩产470公斤，牧草总产量4.1万吨。", "4.1万吨", None),
        ("粮食亩产470公斤，总产量4.1万吨。", "4.1万吨", "grain_output"),
        ("建成烤烟基地3个，产值960万元。", "960万元", "specialty_output_value"),
        ("建成烤烟基地3个，砖厂总产值960万元。", "960万元", None),
        ("城乡居民人均可支配收入可达3.1万元（2020年2.9万元）。", "2.9万元", None),
        ("新增农民专业合作社8家，总数达63家。", "63家", "farmer_coop_count"),
        ("油菜种植面积4900亩，产量790吨。", "790吨", "oilseed_output"),
        ("油菜种植面积4900亩，芝麻种植面积40亩，产量3吨。", "3吨", None),
        ("油菜种植面积4900亩，其中良种1200亩，产量790吨。", "790吨", "oilseed_output"),
        ("生猪存栏1.1万头，黄牛饲养量780头，存栏740头。", "740头", "cattle_inventory"),
        ("全镇8620户、26500人，辖15个行政村。", "26500人", "registered_population"),
        ("监测户12户，19人。", "19人", "monitored_persons"),
        ("生猪饲养量1.6万头，年末存栏8200头。", "8200头", "hog_inventory"),
        ("生猪饲养量1.6万头，能繁母猪存栏820头。", "820头", "sow_inventory"),
        ("危房改造86户，培训260人。", "260人", None),
        ("受理群众来信56宗。", "56宗", "petition_accepted"),
        ("受理群众来信56人。", "56人", None),
        ("实施重点项目16个。", "16个", "key_project_count"),
        ("实施省级重点项目16个。", "16个", None),
        ("农村居民人均纯收入8600元。", "8600元", "farmer_net_income_per_capita"),
        ("渔民人均纯收入8600元。", "8600元", None),
        ("组织入库税收3200万元。", "3200万元", "tax_revenue"),
        ("房地产业入库税收3200万元。", "3200万元", None),
        ("全镇参保率96.5%。", "96.5%", "medical_insurance_rate"),
        ("渔船保险参保率96.5%。", "96.5%", None),
        ("组建专业合作社17个。", "17个", "farmer_coop_count"),
        ("17个渔业村组建专业合作社21家。", "17个", None),
        ("稻麦平均亩产分别达615公斤、376公斤。", "376公斤", None),
        ("13个村集体经济收入不足12万元。", "不足12万元", None),
        ("13个村集体经济收入不足12万元。", "13个", None),
        ("现有规上工业企业43家。", "43家", "above_scale_industry_count"),
        ("规上工业企业中43家亏损。", "43家", None),
        ("粮食总产8.4万担；冬季瓜菜面积3150亩，总产量4.7万吨。", "4.7万吨", None),
        ("9个行政村集体经济收入总额860万元。", "860万元", "collective_income_total"),
        ("2个乡镇级重点工程总投资6.2亿元。", "6.2亿元", "key_project_total_investment"),
        ("查出安全隐患63个，督促整改61个。", "61个", "hazard_rectified"),
        ("查出安全隐患63个，督促整改61个，尚有2个正在整改。", "2个", None),
        ("转移农村剩余劳动力1260人。", "1260人", "rural_labor_transferred"),
        ("全镇现有脱贫户58户。", "58户", "out_of_poverty_households"),
        ("扶贫车间吸纳就业142人，其中脱贫户58户。", "58户", None),
        ("养老保险参保8600人，其中领取养老金3260人。", "3260人", "pension_benefit_persons"),
    ],
)
def test_a_rule_takes_what_its_words_name(figures: Figures, text: str, surface: str, indicator: str | None) -> None:
    assert figures(text, year=2023)[surface].indicator == indicator


def test_a_part_in_a_sentence_of_its_own_is_not_its_total(figures: Figures) -> None:
    found = figures("实施重点工程23个，完成投资6亿元，占年计划的98%。其中续建重点工程9个。", year=2023)
    assert (found["23个"].indicator, found["9个"].indicator) == ("key_project_count", None)


def test_what_a_list_became_is_of_the_same_items(figures: Figures) -> None:
    found = figures("城乡居民人均可支配收入分别由2.31万元、1.22万元提高到3.42万元、2.13万元。", year=2023)
    assert [found[surface].indicator for surface in ("2.31万元", "1.22万元", "3.42万元", "2.13万元")] == [
        "urban_income_per_capita",
        "rural_income_per_capita",
    ] * 2


def test_a_word_of_two_items_gives_a_figure_to_each(figures: Figures) -> None:
    found = figures("城乡居民人均可支配收入分别达4.62万元和2.85万元，分别增长5.1%、7.3%。", year=2023)
    assert (found["4.62万元"].indicator, found["2.85万元"].indicator) == (
        "urban_income_per_capita",
        "rural_income_per_capita",
    )
    assert (found.level_of("5.1%"), found.level_of("7.3%")) == ("4.62万元", "2.85万元")


def test_an_income_of_town_and_country_together_is_of_neither(figures: Figures) -> None:
    assert figures("城乡居民人均可支配收入达3.1万元。", year=2023)["3.1万元"].indicator is None


def test_a_list_of_what_the_township_has_may_run_on(figures: Figures) -> None:
    found = figures("全镇12个行政村、16个农家书屋全部免费开放。", year=2023)
    assert found["16个"].indicator == "village_culture_center_count"


def test_a_list_of_some_does_not_count_them_all(figures: Figures) -> None:
    found = figures("对12个行政村、16个农家书屋开展检查。", year=2023)
    assert found["16个"].indicator is None
