"""How real reports write figures, the most frequent forms first, in both directions.

Every sentence was written for the test that it stands in.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.conftest import Figures

D = Decimal


@pytest.mark.parametrize(
    ("text", "surface", "value", "unit"),
    [
        ("完成工业产值3.46亿元。", "3.46亿元", "346000000", "元"),
        ("流转土地1.25万亩。", "1.25万亩", "12500", "亩"),
        ("接待游客12.7万人次。", "12.7万人次", "127000", "人次"),
        ("完成工业产值３．４６亿元。", "３．４６亿元", "346000000", "元"),
    ],
)
def test_decimal_multiplier_and_unit_are_folded_exactly(
    figures: Figures, text: str, surface: str, value: str, unit: str
) -> None:
    assert figures(text).value(surface) == (D(value), unit)


@pytest.mark.parametrize(
    ("text", "surface", "value", "unit"),
    [
        ("总投资1亿5000万元。", "1亿5000万元", "150000000", "元"),
        ("收入达2亿3千万元。", "2亿3千万元", "230000000", "元"),
        ("人均收入3万5千元。", "3万5千元", "35000", "元"),
        ("种植1万2千5百亩。", "1万2千5百亩", "12500", "亩"),
        ("解决1万3千余人饮水。", "1万3千余人", "13000", "人"),
        ("引资2.3个亿。", "2.3个亿", "230000000", "元"),
        ("投入3·5万元。", "3·5万元", "35000", "元"),
        ("安装视频监控76路。", "76路", "76", "路"),
        ("全年驱虫1032条次。", "1032条次", "1032", "条次"),
        ("全社会用电量5600万度。", "5600万度", "56000000", "度"),
        ("自然增长率同比下降0.3个千分点。", "0.3个千分点", "-0.3", "个千分点"),
        ("建筑面积41.3\n万平方米。", "41.3\n万平方米", "413000", "平方米"),
    ],
)
def test_figures_written_as_they_are_spoken(figures: Figures, text: str, surface: str, value: str, unit: str) -> None:
    assert figures(text).value(surface) == (D(value), unit)


def test_an_epithet_in_yi_is_counted_by_its_own_measure_word(figures: Figures) -> None:
    found = figures("建成3个亿元村，新开工15个亿元以上项目。")
    assert found.value("3个") == (D(3), "个") and found.value("15个") == (D(15), "个")


def test_a_day_with_a_raised_point_is_no_figure(figures: Figures) -> None:
    found = figures("开展3·15消费维权、6·26禁毒宣传8场。")
    assert (found["3·15"].type, found["6·26"].type, found["8场"].type) == ("name", "name", "quantity")


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [("17/18榨季入榨18.6万吨。", "17/18榨季", "date"), ("12路公交开到山脚。", "12路公交", "name")],
)
def test_seasons_and_lines_are_no_figures(figures: Figures, text: str, surface: str, kind: str) -> None:
    assert figures(text)[surface].type == kind


def test_long_bare_integers(figures: Figures) -> None:
    assert figures("全镇耕地244316亩，人口1028734人。").values() == [(D(244316), "亩"), (D(1028734), "人")]


@pytest.mark.parametrize(
    ("text", "surface", "value", "unit"),
    [
        ("管护林地3500余亩。", "3500余亩", "3500", "亩"),
        ("争取资金80多万元。", "80多万元", "800000", "元"),
        ("投入1千余万元。", "1千余万元", "10000000", "元"),
        ("投入90万余元。", "90万余元", "900000", "元"),
        ("惠及群众2000多人。", "2000多人", "2000", "人"),
    ],
)
def test_more_than_before_and_behind_the_multiplier(
    figures: Figures, text: str, surface: str, value: str, unit: str
) -> None:
    found = figures(text)
    assert found.value(surface) == (D(value), unit)
    assert found[surface].approx == "余"


def test_the_whole_report_as_one_line(figures: Figures) -> None:
    found = figures(
        "青山镇2023年工作总结和2024年工作计划2023年，我镇完成粮食播种面积1.3万亩。一、2024年工作计划2024年，力争粮食播种面积1.4万亩。"
    )
    assert (found["1.3万亩"].role, found["1.3万亩"].year) == ("actual", 2023)
    assert (found["1.4万亩"].role, found["1.4万亩"].year) == ("plan", 2024)


def test_website_clutter_counts_nothing(figures: Figures) -> None:
    found = figures(
        "发布时间：2024-01-12 09:30 来源：青山镇政府 浏览次数：356\n青山镇2023年工作总结\n完成粮食播种面积1.3万亩。"
    )
    assert found["1.3万亩"].year == 2023
    assert [m.indicator for m in found if m.start < found.text.index("青山镇2023年")] == [None] * sum(
        m.start < found.text.index("青山镇2023年") for m in found
    )
    assert "2024-01-12" in found.of_type("date")


@pytest.mark.parametrize(
    ("text", "surface", "approx"),
    [
        ("税收超500万元。", "超500万元", "超"),
        ("税收突破500万元。", "突破500万元", "超"),
        ("税收500万元以上。", "500万元以上", "超"),
        ("税收不足500万元。", "不足500万元", "以下"),
        ("税收约500万元。", "约500万元", "约"),
        ("税收500万元左右。", "500万元左右", "约"),
        ("税收达500万元。", "500万元", ""),
        ("节约500万元。", "500万元", ""),
    ],
)
def test_qualifiers(figures: Figures, text: str, surface: str, approx: str) -> None:
    assert figures(text)[surface].approx == approx


def test_percentage_points_are_no_percent(figures: Figures) -> None:
    found = figures("森林覆盖率达68.5%，比上年提高1.2个百分点。", year=2023)
    assert (found["1.2个百分点"].unit, found["1.2个百分点"].measure) == ("个百分点", "change")
    assert found.level_of("1.2个百分点") == "68.5%"


@pytest.mark.parametrize(
    ("text", "surface", "value", "unit"),
    [
        ("硬化道路三点五公里。", "三点五公里", "3.5", "公里"),
        ("惠及群众二百余户。", "二百余户", "200", "户"),
        ("流转土地两千多亩。", "两千多亩", "2000", "亩"),
        ("植树一万五千多株。", "一万五千多株", "15000", "株"),
        ("占百分之三十。", "百分之三十", "30", "%"),
        ("新建厕所三座。", "三座", "3", "座"),
    ],
)
def test_chinese_numerals(figures: Figures, text: str, surface: str, value: str, unit: str) -> None:
    assert figures(text).value(surface) == (D(value), unit)


def test_fractions_tenths_and_multiples(figures: Figures) -> None:
    found = figures("外出务工占三分之一，种植户增收三成，产值是上年的2.59倍。")
    assert found["三分之一"].value == D("0.3333333333")
    assert found.value("三成") == (D(3), "成")
    assert found.value("2.59倍") == (D("2.59"), "倍")


def test_doubling_is_read(figures: Figures) -> None:
    assert figures("全镇工业产值翻一番。").of_type("missing") == []


@pytest.mark.parametrize(
    "text",
    ["药材品种比为6.01:55.04:38.95。", "男女比例为1﹕9。", "比例为3：2。", "比例为3∶2。"],
)
def test_ratios_lose_no_digit_and_have_no_indicator(figures: Figures, text: str) -> None:
    found = figures(text, year=2023)
    assert [m.indicator for m in found] == [None] * len(found.mentions)
    assert not any(m.unit == "元" for m in found)


@pytest.mark.parametrize(
    "text", ["三次产业结构比为6.01:55.04:38.95。", "三次产业比例由2022年的8:52:40调整为6.01：55.04：38.95。"]
)
def test_a_ratio_of_the_three_sectors_gives_their_shares(figures: Figures, text: str) -> None:
    found = figures(text, year=2023)
    shares = [m for m in found if m.type == "quantity" and m.role == "actual"]
    assert [(m.value, m.indicator) for m in shares] == [
        (D("6.01"), "primary_industry_share"), (D("55.04"), "secondary_industry_share"),
        (D("38.95"), "tertiary_industry_share"),
    ]  # fmt: skip
    assert [m.value for m in found if m.role == "baseline"] in ([], [D(8), D(52), D(40)])


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("构建“1+4+X”治理体系。", "1+4+X"),
        ("落实“134222”工作法。", "134222"),
        ("严格落实三会一课制度。", "三会一课"),
        ("推进千万工程。", "千万工程"),
        ("改造S205省道。", "S205"),
        ("319国道沿线绿化。", "319国道"),
        ("按照〔2023〕12号文件。", "〔2023〕12号"),
        ("新建5G基站。", "5G"),
        ("修复老214线公路。", "214线"),
        ("示范种植水稻新品种新两优5814。", "5814"),
        ("引进二元母猪。", "二元母猪"),
        ("打造小吃一条街。", "一条街"),
        ("落实“十五”计划。", "“十五”计划"),
        ("推广“五统一”模式。", "五统一"),
        ("实施“两河战略”，增收。", "两河战略"),
        ("索引号: 01604433-1-ZXGK/2018-0529011 公开", "01604433-1-ZXGK/2018-0529011"),
        ("存款余额下降\n- 12 -\n稳中有升。", "- 12 -"),
    ],
)
def test_slogans_and_codes_count_nothing(figures: Figures, text: str, surface: str) -> None:
    found = figures(text)
    assert found[surface].type == "name"
    assert found.quantities == []


def test_a_grade_is_a_rank(figures: Figures) -> None:
    grade = figures("创成4A级景区。")["4A级"]
    assert (grade.type, grade.value, grade.measure) == ("quantity", D(4), "rank_or_level")


def test_a_long_row_of_bare_numbers_is_data_and_a_short_one_figures(figures: Figures) -> None:
    assert figures("监测数据：" + "12.5," * 40 + "13。").quantities == []
    assert len(figures("监测数据：" + "12.5," * 4 + "13。").quantities) == 5


def test_a_count_of_stations_beside_a_code(figures: Figures) -> None:
    found = figures("新建5G基站6座。")
    assert found.values() == [(D(6), "座")]


@pytest.mark.parametrize("dash", ["-", "—", "——", "–", "至", "～"])
def test_ranges_with_six_kinds_of_dash(figures: Figures, dash: str) -> None:
    found = figures(f"亩产量300{dash}500公斤。")
    (only,) = [m for m in found if m.type == "quantity"]
    assert (only.value, only.value_low, only.value_high, only.unit) == (None, D(300), D(500), "公斤")


def test_range_with_both_units_and_multipliers(figures: Figures) -> None:
    found = figures("每村投入5万至8万元，每户补助90-100元。")
    assert [(m.value_low, m.value_high) for m in found] == [(D(50000), D(80000)), (D(90), D(100))]


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("流转土地3. 6万亩。", "3. 6万亩", "36000"),
        ("完成投资1 286.4万元。", "1 286.4万元", "12864000"),
        ("总人口12 405人。", "12 405人", "12405"),
        ("新造林128. 4亩。", "128. 4亩", "128.4"),
    ],
)
def test_blank_inside_a_figure(figures: Figures, text: str, surface: str, value: str) -> None:
    assert figures(text).values() == [(D(value), figures(text)[surface].unit)]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("2023 128户脱贫。", ["128户"]),
        ("见表3 128台设备。", ["128台"]),
        ("参照2023. 12亩示范田的做法。", ["12亩"]),
    ],
)
def test_a_blank_between_two_figures_stays(figures: Figures, text: str, surfaces: list[str]) -> None:
    assert figures(text).quantities == surfaces


def test_blank_before_the_unit(figures: Figures) -> None:
    assert figures("流转土地 360 亩。").values() == [(D(360), "亩")]


def test_hard_line_break_inside_a_sentence_keeps_both_figures(figures: Figures) -> None:
    found = figures("全镇粮食播种面积1.82万亩，产\n量6850吨。", year=2023)
    assert found.values() == [(D(18200), "亩"), (D(6850), "吨")]


def test_per_mille_is_no_percent(figures: Figures) -> None:
    assert figures("人口自然增长率4.2‰。").value("4.2‰") == (D("4.2"), "‰")
    assert figures("千分之五的比例。").value("千分之五") == (D(5), "‰")
    assert figures("人口自然增长率4.2%。").value("4.2%") == (D("4.2"), "%")


@pytest.mark.parametrize(
    ("text", "hole"),
    [
        ("完成工业产值XX亿元。", "XX亿元"),
        ("慰问困难群众X户X人。", "X户"),
        ("群众满意度达**%。", "**%"),
        ("投入资金＿＿万元。", "＿＿万元"),
        ("投入资金〔...〕万元。", "〔...〕万元"),
        ("完成税收820万元，同比增长%。", "同比增长%"),
        ("播种面积万亩。", "万亩"),
    ],
)
def test_masks_and_holes_are_missing_figures(figures: Figures, text: str, hole: str) -> None:
    found = figures(text, year=2023)
    (missing,) = [m for m in found if m.type == "missing" and hole in (m.surface, *[m.surface[i:] for i in range(6)])]
    assert (missing.value, missing.value_low, missing.value_high) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "投入资金XX0元。",
        "投入资金20X万元。",
        "投入资金X5万元。",
    ],
)
def test_digits_eaten_by_a_mask_are_no_value(figures: Figures, text: str) -> None:
    found = figures(text)
    assert [m.type for m in found] == ["missing"]
    assert found.mentions[0].value is None


def test_digits_eaten_by_a_replacement_keep_what_is_printed(figures: Figures) -> None:
    assert figures("投入资金2023500元。").values() == [(D(2023500), "元")]


def test_missing_percent_sign_of_a_growth_is_filled_in(figures: Figures) -> None:
    found = figures("完成税收820万元，增长18.3；蔬菜产量320吨。", year=2023)
    growth = found["18.3"]
    assert (growth.value, growth.unit, growth.unit_inferred, growth.measure) == (D("18.3"), "%", True, "growth_rate")


def test_decimal_point_printed_as_a_list_comma_makes_no_two_amounts(figures: Figures) -> None:
    """3、19亿元: whatever is made of it, no amount of 300 million may come of it."""
    found = figures("完成工业产值3、19亿元。", year=2023)
    assert D(300000000) not in [m.value for m in found]


def test_decimal_point_lost_to_a_blank_makes_no_nine_hundred_million(figures: Figures) -> None:
    """5 9亿元: 9亿元 with an indicator would be a wrong figure in the county table."""
    found = figures("完成工业产值5 9亿元。", year=2023)
    assert [m.value for m in found if m.indicator] in ([], [D("5900000000")], [D("590000000")])


def test_flattened_table_keeps_every_number(figures: Figures) -> None:
    found = figures("指标单位数量粮食播种面积亩18200粮食产量吨6850")
    assert [m.value for m in found] == [D(18200), D(6850)]


def test_traditional_script(figures: Figures) -> None:
    found = figures("全鎮糧食播種面積1.82萬畝，農戶320戶。", year=2023)
    assert found.value("1.82萬畝") == (D(18200), "亩")
    assert found.value("320戶") == (D(320), "户")
    assert found["1.82萬畝"].indicator == "grain_sown_area"


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("新增B超两台。", ["两台"]),
        ("整治三轮车8台。", ["8台"]),
        ("修枝三轮。", ["三轮"]),
        ("修建三格式化粪池8座。", ["8座"]),
        ("引进过10亿元的项目1个。", ["1个"]),
        ("六台村修路3公里，三家屯修路2公里。", ["3公里", "2公里"]),
        ("六台收割机修好。", ["六台"]),
        ("内容为：一个农贸市场、一条示范街。", ["一个", "一条"]),
        ("这是一个新起点、新征程。", []),
        ("种植八角、三七等药材5万亩。", ["5万亩"]),
        ("近年来，1、产业发展提速。", []),
        ("规模以上2000万元企业，其中2000万元规模以上工业企业产值9.6亿元。", ["2000万元", "9.6亿元"]),
        ("建成500亩以上连片基地4个、50头以上的养殖场3家。", ["4个", "3家"]),
        ("全镇种植面积达到500亩以上，建成基地4个。", ["500亩以上", "4个"]),
        ("重点抓好三件事，办好十件实事，调解纠纷三件。", ["三件"]),
        ("办好民生十件大事。", []),
        ("发生三件事故，处置两件事件，办理五件事项，受理四件事务。", ["三件", "两件", "五件", "四件"]),
        ("发展100亩以上种植大户12户。", ["12户"]),
        ("流转土地5000亩以上建成基地4个。", ["5000亩以上", "4个"]),
        ("用工500人以上新增企业3家。", ["500人以上", "3家"]),
    ],
)
def test_words_that_only_look_like_figures(figures: Figures, text: str, quantities: list[str]) -> None:
    assert figures(text).quantities == quantities


@pytest.mark.parametrize("text", ["没有发生一起安全事故。", "未发现一起违建。", "没有一起上访。"])
def test_not_one_is_none(figures: Figures, text: str) -> None:
    assert figures(text).values() == [(D(0), "起")]


@pytest.mark.parametrize(
    ("text", "value"),
    [("全镇打造示范3个点。", (D(3), "个")), ("覆盖率提高3个点。", (D(3), "个点"))],
)
def test_points_are_percentage_points_only_where_something_moves(
    figures: Figures, text: str, value: tuple[D, str]
) -> None:
    assert figures(text).values() == [value]


def test_a_text_spread_out_to_fill_its_lines_is_read_as_one(figures: Figures) -> None:
    found = figures("全 镇 完 成 财 政 收 入 1121 万 元 , 同 比 增 长 8.4% 。")
    assert found.values() == [(D(11210000), "元"), (D("8.4"), "%")]
    assert (found["8.4%"].measure, found.level_of("8.4%")) == ("growth_rate", "1121 万 元")


def test_a_blank_between_words_stays_where_nothing_is_spread_out(figures: Figures) -> None:
    assert figures("医疗救助18人 农村低保8人").quantities == ["18人", "8人"]


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("境内有县道14.4千米。", "14.4千米", "14.4"),
        ("硬化县道12公里。", "12公里", "12"),
        ("村民15户搬迁，“十五户”联防。", "15户", "15"),
        ("创成“五星级”党支部。", "五星级", "5"),
        ("建成“两个示范村”，新建公厕3座。", "3座", "3"),
        ("择优50户补贴。", "50户", "50"),
    ],
)
def test_what_a_code_or_a_quotation_leaves_a_figure(figures: Figures, text: str, surface: str, value: str) -> None:
    assert figures(text).value(surface)[0] == D(value)


def test_a_day_on_a_web_page_is_a_date_and_a_range_of_counts_is_none(figures: Figures) -> None:
    found = figures("时间: 03-03 作者:甲\n增加03-05个。")
    assert (found["03-03"].type, found["03-05个"].type) == ("date", "quantity")


@pytest.mark.parametrize(
    ("text", "names", "quantities"),
    [
        ("H1N1疫苗接种86人，O2O体验店5家。", ["H1N1", "O2O"], ["86人", "5家"]),
        ("推行7S管理，4S店3家，3D打印展板6块。", ["7S", "4S", "3D"], ["3家", "6块"]),
        ("引进4M辗环机2台，安装50W路灯320盏。", ["4M", "50W"], ["2台", "320盏"]),
        ("“川优6203”水稻800亩，中薯5号320亩。", ["6203", "5号"], ["800亩", "320亩"]),
        ("云烟87品种推广1500亩，云薯505种植200亩。", ["87", "505"], ["1500亩", "200亩"]),
    ],
)
def test_names_hold_digits(figures: Figures, text: str, names: list[str], quantities: list[str]) -> None:
    found = figures(text)
    assert (found.of_type("name"), found.quantities) == (names, quantities)


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("宽4M，装机50MW，铺设5KM管道3处。", ["4M", "50MW", "5KM", "3处"]),
        ("引进5MW光伏1处。", ["5MW", "1处"]),
        ("共有505种植物，投放物资87种。", ["505种", "87种"]),
    ],
)
def test_figures_beside_letters_and_kinds_are_no_names(figures: Figures, text: str, quantities: list[str]) -> None:
    assert figures(text).quantities == quantities


@pytest.mark.parametrize("text", ["会议于12月5号召开。", "今年5号、6号培训。", "截至5号，改厕86户。"])
def test_a_day_of_the_month_is_no_name(figures: Figures, text: str) -> None:
    assert "5号" not in figures(text).of_type("name")


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("3、发展果园。\n4围绕主导产业建园86亩。", "4", "numbering"),
        ("3、发展果园。\n4户农户搬迁。", "4户", "quantity"),
        ("4个合作社加快发展。", "4个", "quantity"),
    ],
)
def test_a_number_of_an_item_may_have_lost_its_mark(figures: Figures, text: str, surface: str, kind: str) -> None:
    assert figures(text)[surface].type == kind
