"""A folder of rules with some eighty mistakes of all kinds: one run reports each at its place, with advice that mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import AuthorError, Problem
from etl.rulebook import load_rulebook
from etl.rulebook.check import check_rules

BROKEN = Path(__file__).parent / "broken"

# file (without .yaml), line, column, the end of the code, what the advice says
MISTAKES = [
    ("checks", 3, 36, "007", "是不是“resident_population”？"),
    ("indicators/bracket", 5, 12, "001", "请检查这个方括号，补上“]”或半角逗号。"),
    ("indicators/colon", 6, 7, "001", "请改成半角冒号，后面加一个空格。"),
    ("indicators/examples", 8, 3, "020", "至少要有 2 个正例和 1 个反例（不算）。"),
    ("indicators/examples", 15, 5, "025", "实际：2000只 归入 kite_output 2000只"),
    ("indicators/examples", 16, 18, "027", "数值请按单位“只”写，或放宽 plausible。"),
    ("indicators/examples", 25, 5, "026", "实际：8支 归入 drum_teams 8支"),
    ("indicators/examples", 29, 15, "022", "请删去，或另立指标。"),
    ("indicators/examples", 31, 5, "025", "实际：3座 归入 clay_kiln_b 3座"),
    ("indicators/examples", 38, 13, "023", "请用 not、with、accept 或 priority 区分，或删去其一。"),
    ("indicators/examples", 40, 5, "024", "实际：8座 归入 clay_kiln_a 8座"),
    ("indicators/gbk", 2, 1, "011", "请用编辑器另存为 UTF-8。"),
    ("indicators/keys", 8, 3, "003", "是不是“aggregate”？"),
    ("indicators/keys", 9, 3, "003", "是不是“phrases”？"),
    ("indicators/keys", 14, 3, "004", "请加一行 unit: 汇总所用的单位，如 吨、亩、万元、人、%。"),
    ("indicators/keys", 16, 3, "003", "是不是“unit”？"),
    ("indicators/keys", 21, 3, "004", "请加一行 examples: 例句: 应得的数值（按 unit），不该取的写“不算”；至少两"),
    ("indicators/keys", 24, 9, "005", "代码只用小写字母、数字和下划线，并以字母开头。"),
    ("indicators/keys", 34, 3, "002", "请删去一处，或并成一处。"),
    ("indicators/keys", 35, 9, "009", "是不是“stock”？"),
    ("indicators/keys", 36, 13, "009", "可用：review、routine、problems、plan、profile、other。"),
    ("indicators/keys", 37, 12, "009", "是不是“growth_rate”？"),
    ("indicators/keys", 38, 10, "009", "可用：township、any。"),
    ("indicators/keys", 43, 1, "003", "是不是“off”？"),
    ("indicators/more", 6, 9, "006", "是不是“%”？"),
    ("indicators/more", 9, 11, "013", "请写作分母的指标的代码，例如人口、面积。"),
    ("indicators/more", 12, 9, "005", "请写上报告里的说法。"),
    ("indicators/more", 18, 13, "015", "要写几个短语，请用半角逗号分开；"),
    ("indicators/more", 19, 13, "002", "请删去一处。"),
    ("indicators/more", 23, 8, "005", "name: 指标正式名称；同时也是一个短语。"),
    ("indicators/more", 26, 3, "005", "各行前面不要写“- ”。"),
    ("indicators/more", 32, 5, "005", "用了全角冒号“：”。请改成半角冒号，后面加一个空格。"),
    ("indicators/more", 37, 12, "009", "可用：level、growth_rate、"),
    ("indicators/more", 38, 14, "005", "plausible: 单个乡镇的通常范围 [下限, 上限]"),
    ("indicators/more", 46, 9, "023", "请用 not、with、accept 或 priority 区分，或删去其一。"),
    ("indicators/more", 48, 13, "023", "请用 not、with、accept 或 priority 区分，或删去其一。"),
    ("indicators/more", 49, 3, "020", "至少要有 2 个正例和 1 个反例（不算）。"),
    ("indicators/more", 53, 13, "005", "请写上报告里的说法。"),
    ("indicators/more", 53, 17, "005", "请写上报告里的说法。"),
    ("indicators/percent", 6, 9, "001", "打头的文字请加引号，例如 '%'。"),
    ("indicators/phrases", 8, 47, "002", "请删去一处。"),
    ("indicators/phrases", 8, 13, "005", "“…”两边都要有文字，例如 甲…乙。"),
    ("indicators/phrases", 8, 18, "015", "中间隔若干字请写“…”，数字的位置请写 {n}；几种说法请分成几个短语。"),
    ("indicators/phrases", 8, 26, "015", "中间隔若干字请写“…”，数字的位置请写 {n}；几种说法请分成几个短语。"),
    ("indicators/phrases", 8, 34, "015", "请用“…”代替标点。"),
    ("indicators/phrases", 16, 13, "018", "请把 not 中的“荷塘”写得更长、更具体，或删去这个短语。"),
    ("indicators/phrases", 25, 3, "021", "请加 with: 同句必须出现的词。"),
    ("indicators/quote", 5, 9, "001", "请补上后一个引号"),
    ("indicators/rates", 7, 9, "016", "请写 aggregate: weighted_mean 和 weight: 权重指标的代码；"),
    ("indicators/rates", 16, 14, "013", "请写 weight: 权重指标的代码，或写 ratio。"),
    ("indicators/rates", 26, 3, "013", "请加 aggregate: weighted_mean。"),
    ("indicators/rates", 31, 9, "010", "同一层规则里一个代码只能定义一次。"),
    ("indicators/rates", 45, 14, "007", "是不是“retail_sales”？"),
    ("indicators/rates", 50, 7, "007", "是不是“grain_output”？"),
    ("indicators/shape_dash", 4, 3, "005", "每一条前面要写“- ”，例如 - code: …"),
    ("indicators/shape_list", 1, 1, "005", "开头写 category: 类别代码、title: 类别名称、indicators: 三行"),
    ("indicators/shape_single", 1, 1, "005", "开头写 category: 类别代码、title: 类别名称、indicators: 三行"),
    ("indicators/shape_tight", 4, 1, "001", "请在“-”后面加一个空格。"),
    ("indicators/tab", 5, 1, "001", "请把制表符换成空格。"),
    ("indicators/two_colons", 5, 17, "001", "一行只写一个键；含冒号的文字请加引号。"),
    ("indicators/values", 8, 12, "005", "例如 phrases: [充电桩]。"),
    ("indicators/values", 9, 13, "005", "priority: 优先级，大者先（缺省 0）；一般不用。"),
    ("indicators/values", 12, 17, "005", "右边只写数值（按 unit，不带单位和“约”），不该取的写“不算”。"),
    ("indicators/values", 14, 16, "005", "右边只写数值（按 unit，不带单位和“约”），不该取的写“不算”。"),
    ("indicators/values", 19, 14, "005", "plausible: 单个乡镇的通常范围 [下限, 上限]，按 unit；超出只提示。"),
    ("indicators/values", 27, 14, "009", "可用：sum、weighted_mean、mean、max、min、latest、none。"),
    ("indicators/values", 29, 3, "005", "各行前面不要写“- ”。"),
    ("indicators/values", 35, 11, "007", "是不是“registered_population”？"),
    ("indicators/备用/旧", 1, 1, "017", "指标规则直接放在 indicators 文件夹里，名册放在 regions 文件夹里。"),
    ("indicators/本地.yaml.txt", 1, 1, "017", "文件名请以 .yaml 结尾；"),
    ("lexicon", 3, 10, "009", "是不是“name”？"),
    ("lexicon", 4, 1, "003", "是不是“light”？"),
    ("local", 1, 1, "017", "指标规则请放进 indicators 文件夹。"),
    ("sections", 4, 3, "014", "不用 (?=…)、(?<…)：前后的字直接写进表达式"),
    ("sections", 5, 3, "014", "可用：{d}、{c}、{mult}、{unit}、{measure}。"),
    ("sections", 6, 3, "014", "请写明至少要有的字，例如用 + 代替 *。"),
    ("units", 3, 24, "006", "是不是“area”？"),
    ("units", 4, 38, "005", "一个这样的单位合多少基准单位就写多少，例如 公顷 写 15（亩）。"),
    ("units", 5, 38, "005", "factor: 一个这样的单位合多少基准单位，写数字。"),
    ("units", 6, 53, "010", "一个写法只能属于一个单位。"),
    ("workbook", 2, 37, "007", "是不是“agriculture”？"),
    ("workbook", 2, 63, "007", "是不是“grain_output”？"),
    ("workbook", 3, 32, "007", "是不是“gdp”？"),
    ("workbook", 4, 8, "009", "可用：{county}、{year}。"),
]  # fmt: skip


@pytest.fixture(scope="module")
def found() -> list[Problem]:
    return check_rules(overlay=BROKEN)


def name(problem: Problem) -> str:
    return problem.place.file.relative_to(BROKEN).as_posix().removesuffix(".yaml")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake[0]}:{mistake[1]}:{mistake[2]}")
def test_a_mistake_is_reported_at_its_place_with_the_right_advice(
    found: list[Problem], mistake: tuple[str, int, int, str, str]
) -> None:
    file, line, column, code, advice = mistake
    here = [problem for problem in found if (name(problem), problem.place.line) == (file, line)]
    assert [problem for problem in here if problem.place.column == column and advice in problem.advice], here
    assert f"XH-RULE-{code}" in {problem.code for problem in here if problem.place.column == column}


def test_one_run_finds_all_of_them_and_nothing_else(found: list[Problem]) -> None:
    places = sorted((name(problem), problem.place.line, problem.place.column, problem.code[-3:]) for problem in found)
    assert places == sorted(mistake[:4] for mistake in MISTAKES)


def test_they_are_of_thirty_kinds(found: list[Problem]) -> None:
    assert len({(problem.code, problem.advice) for problem in found}) > 30


def test_every_mistake_comes_with_advice_in_chinese(found: list[Problem]) -> None:
    assert [problem for problem in found if not any("一" <= character <= "鿿" for character in problem.advice)] == []


def test_such_rules_are_not_used() -> None:
    with pytest.raises(AuthorError) as refused:
        load_rulebook(overlay=BROKEN)
    assert len(refused.value.problems) > 30


def test_the_builtin_rules_are_not_blamed_for_an_overlay_that_is_left_out(tmp_path: Path) -> None:
    """Whoever overrides a rule with a misspelt unit gets one message, not those of the rules that miss it."""
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "own.yaml").write_text(
        """\
category: own
title: 本地
indicators:
- code: grain_output
  name: 粮食产量
  unit: 顿
  examples: {粮食产量5吨: 5, 粮食产量6吨: 6, 粮食单产480公斤: 不算}
""",
        encoding="utf-8",
    )
    (problem,) = check_rules(overlay=tmp_path)
    assert (problem.code, problem.place.line, problem.place.column) == ("XH-RULE-006", 6, 9)
