"""The tables that pass between the steps, and their columns: written once, used by every step and by datapackage.json.

Figures are exact decimals (``FIGURE``): 28 digits before and 10 after the point. Offsets count characters of the canonical
text. Contract: the columns of the published tables keep their names and order; new ones come at the end.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

FIGURE = pl.Decimal(38, 10)
TEXT = pl.String()
WHOLE = pl.Int64()
FLAG = pl.Boolean()


@dataclass(frozen=True)
class Column:
    """One column: its name, its type, and a sentence (Chinese, for the office) that says what it holds."""

    name: str
    dtype: pl.DataType
    title: str


@dataclass(frozen=True)
class Table:
    """A named list of columns."""

    name: str
    title: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pl.Schema:
        return pl.Schema({column.name: column.dtype for column in self.columns})

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly these columns in this order and type; a column it lacks is null, a further one is dropped."""
        if frame.schema == self.schema:
            return frame
        return frame.select(
            (pl.col(column.name) if column.name in frame.columns else pl.lit(None))
            .cast(column.dtype)
            .alias(column.name)
            for column in self.columns
        )


def _table(name: str, title: str, *columns: tuple[str, pl.DataType, str]) -> Table:
    return Table(name, title, tuple(Column(*column) for column in columns))


MENTIONS = _table(
    "mentions",
    "数字台账：报告中的每一处数字",
    ("start", WHOLE, "起始位置（规范文本中的字符偏移）"),
    ("end", WHOLE, "结束位置"),
    ("surface", TEXT, "原文写法"),
    ("type", TEXT, "类型：quantity 数量，date 日期，duration 时段，name 名称代号，numbering 序号，missing 数字缺失"),
    ("value", FIGURE, "数值（已乘万、亿等，不含单位换算）"),
    ("value_low", FIGURE, "区间下限"),
    ("value_high", FIGURE, "区间上限"),
    ("unit", TEXT, "单位（原文，简体，不含万、亿）"),
    ("unit_inferred", FLAG, "单位系推断补出"),
    ("approx", TEXT, "约数标记：约、余、超、以下"),
    ("subject", TEXT, "所指事项"),
    (
        "measure",
        TEXT,
        "口径：level 水平，growth_rate 增长率，change 增减量，share_or_rate 比率，completion 完成率，rank_or_level 等级",
    ),
    ("relates_to", WHOLE, "增长率、增减量、完成率所修饰数值的起始位置"),
    ("scope", TEXT, "范围：township 全乡镇，village 村，company_or_project 企业或项目，other 其他"),
    ("role", TEXT, "性质：actual 实际，plan 计划，baseline 对比基数，cumulative 累计"),
    ("estimated", FLAG, "预计数"),
    ("year", WHOLE, "所属年份"),
    ("period", TEXT, "所属期间：2023、2023H1、2023Q3、2023-01/2023-11、2016/2020"),
    ("indicator", TEXT, "指标代码"),
    ("canonical_value", FIGURE, "换算为指标单位后的数值"),
    ("canonical_unit", TEXT, "指标单位"),
    ("rule", TEXT, "起作用的规则：文件:行号"),
    ("reason", TEXT, "判定理由"),
    ("section", TEXT, "所在部分：review 总结，routine 常规，problems 问题，plan 计划，profile 概况"),
    ("sentence_start", WHOLE, "所在句子的起始位置"),
    ("sentence_end", WHOLE, "所在句子的结束位置"),
    ("canonical_low", FIGURE, "换算后的区间下限"),
    ("canonical_high", FIGURE, "换算后的区间上限"),
    ("page", WHOLE, "所在页，空为不分页的文件"),
    ("recognised", FLAG, "由扫描件识别，须核对"),
)

_PLACE = (("county", TEXT, "县区"), ("township", TEXT, "乡镇街道"))

PUBLISHED_MENTIONS = _table(
    "mentions",
    MENTIONS.title,
    *_PLACE,
    ("report_year", WHOLE, "报告年份"),
    ("report_period", TEXT, "报告期间"),
    ("document", TEXT, "文件（相对收件箱）"),
    ("sha256", TEXT, "文件内容的 SHA-256"),
    *((column.name, column.dtype, column.title) for column in MENTIONS.columns),
)

REPORTS = _table(
    "reports",
    "已入账的报告（内部表：每份有效报告一行）",
    ("sha256", TEXT, "文件内容的 SHA-256"),
    ("document", TEXT, "文件（相对收件箱）"),
    ("county_code", TEXT, "县区代码"),
    ("county", TEXT, "县区"),
    ("township_code", TEXT, "乡镇代码"),
    ("township", TEXT, "乡镇街道"),
    ("year", WHOLE, "报告年份；纯计划为计划年份"),
    ("period", TEXT, "报告期间"),
    ("kind", TEXT, "种类：总结、计划、总结和计划、专题"),
    ("received", WHOLE, "收到次序，数大者新"),
    ("notes", TEXT, "读取时的提示（JSON：代码、说明、位置）"),
)

OBSERVATIONS = _table(
    "observations",
    "观测值：每个乡镇、期间、性质、指标一行",
    ("county_code", TEXT, "县区代码"),
    ("county", TEXT, "县区"),
    ("township_code", TEXT, "乡镇代码"),
    ("township", TEXT, "乡镇街道"),
    ("year", WHOLE, "年份"),
    ("period", TEXT, "期间"),
    ("role", TEXT, "性质：actual 实际，plan 计划，cumulative 累计"),
    ("indicator", TEXT, "指标代码"),
    ("name", TEXT, "指标名称"),
    ("value", FIGURE, "数值"),
    ("unit", TEXT, "单位"),
    ("growth_pct", FIGURE, "报告所述增长率（%）"),
    ("change", FIGURE, "报告所述增减量"),
    ("completion_pct", FIGURE, "报告所述完成率（%）"),
    ("approx", TEXT, "约数标记"),
    ("estimated", FLAG, "预计数"),
    (
        "status",
        TEXT,
        "状态：exact 明确，approximate 约数，estimated 预计，inferred 推断，conflict 有矛盾，missing 原文缺数，"
        "confirmed 经审核确认，corrected 经审核更正，rejected 经审核驳回，added 审核补充",
    ),
    ("document", TEXT, "文件"),
    ("sha256", TEXT, "文件内容的 SHA-256"),
    ("start", WHOLE, "起始位置"),
    ("end", WHOLE, "结束位置"),
    ("evidence", TEXT, "原句"),
    ("rule", TEXT, "规则：文件:行号"),
    ("surface", TEXT, "原文写法"),
    ("sentence_start", WHOLE, "原句的起始位置"),
    ("page", WHOLE, "所在页，空为不分页的文件"),
    ("recognised", FLAG, "由扫描件识别，须核对"),
    ("number", TEXT, "编号，审核时用"),
    ("decision", TEXT, "审核决定"),
    ("original", FIGURE, "更正或驳回前的原数"),
    ("reviewer", TEXT, "审核人"),
    ("note", TEXT, "审核备注"),
    ("rivals", TEXT, "同一指标的其他数及其原句"),
    ("reason", TEXT, "归入指标的理由"),
)

ROLLUP = _table(
    "rollup",
    "县级汇总：每个期间、性质、指标一行",
    ("county_code", TEXT, "县区代码"),
    ("county", TEXT, "县区"),
    ("year", WHOLE, "年份"),
    ("period", TEXT, "期间"),
    ("role", TEXT, "性质"),
    ("indicator", TEXT, "指标代码"),
    ("name", TEXT, "指标名称"),
    ("unit", TEXT, "单位"),
    ("aggregate", TEXT, "汇总方法"),
    ("value", FIGURE, "汇总值（全部已报乡镇）"),
    ("prev_value", FIGURE, "上年汇总值（上年全部已报乡镇）"),
    ("growth_pct", FIGURE, "增长率（%），仅比较两年都有数的乡镇"),
    ("growth_reporting", WHOLE, "参与增长率计算的乡镇数"),
    ("reporting", WHOLE, "已报乡镇数"),
    ("expected", WHOLE, "应报乡镇数"),
    ("coverage_weight", FIGURE, "加权指标中已覆盖的权重比例（0 至 1）"),
    ("min_township", TEXT, "最低乡镇"),
    ("min_value", FIGURE, "最低值"),
    ("max_township", TEXT, "最高乡镇"),
    ("max_value", FIGURE, "最高值"),
    (
        "flags",
        TEXT,
        "提示：approximate 含约数，estimated 含预计，incomplete 未报全，low_weight 权重不足，conflict 有矛盾，"
        "corrected 含更正，rejected 有驳回",
    ),
)

OVERVIEW = _table(
    "overview",
    "县区总览：每个县区、核心指标一行，全年实际数",
    *(
        (column.name, column.dtype, column.title)
        for column in ROLLUP.columns
        if column.name not in ("period", "role", "coverage_weight")
    ),
    ("coverage", FIGURE, "已报乡镇占应报乡镇的比例（0 至 1）"),
)

FINDINGS = _table(
    "findings",
    "问题清单：每个问题一行",
    *_PLACE,
    ("year", WHOLE, "年份"),
    ("code", TEXT, "问题代码"),
    ("severity", TEXT, "程度：info 提示，warning 存疑，error 有误"),
    ("indicator", TEXT, "指标代码"),
    ("message", TEXT, "问题说明"),
    ("proposal", TEXT, "推算建议"),
    ("document", TEXT, "文件"),
    ("start", WHOLE, "起始位置"),
    ("end", WHOLE, "结束位置"),
    ("starts", TEXT, "涉及的全部数字的位置，以分号分隔"),
)

TARGETS = _table(
    "targets",
    "目标对照：计划与实际",
    *_PLACE,
    ("year", WHOLE, "年份"),
    ("indicator", TEXT, "指标代码"),
    ("name", TEXT, "指标名称"),
    ("unit", TEXT, "单位"),
    ("measure", TEXT, "目标口径：level 水平，growth_rate 增长率"),
    ("target", FIGURE, "目标"),
    ("actual", FIGURE, "实际"),
    ("direction", TEXT, "方向：min 不低于，max 不高于"),
    ("met", TEXT, "是否达到：true、false，空为未报"),
)

CHANGES = _table(
    "changes",
    "变更：与上一次汇总不同的数，每个数一行",
    *_PLACE,
    ("year", WHOLE, "年份"),
    ("period", TEXT, "期间"),
    ("role", TEXT, "性质"),
    ("indicator", TEXT, "指标代码"),
    ("name", TEXT, "指标名称"),
    ("unit", TEXT, "单位"),
    ("change", TEXT, "变更：added 新增，removed 不再有，changed 改变"),
    ("before", FIGURE, "上次的数"),
    ("after", FIGURE, "这次的数"),
    ("growth_pct_before", FIGURE, "上次的增长率（%）"),
    ("growth_pct", FIGURE, "这次的增长率（%）"),
    ("status_before", TEXT, "上次的状态"),
    ("status", TEXT, "这次的状态"),
    (
        "reason",
        TEXT,
        "原因：report 新报告，replaced 换了新的报告，withdrawn 报告被取代或移走，rule 规则或程序有变，decision 审核决定，"
        "townships 乡镇的数有变",
    ),
    ("document", TEXT, "文件"),
    ("document_before", TEXT, "上次的文件"),
)

DOCUMENTS = _table(
    "documents",
    "文件清单：收到的每份文件一行",
    ("file", TEXT, "文件（相对收件箱）"),
    ("sha256", TEXT, "文件内容的 SHA-256"),
    ("county", TEXT, "县区"),
    ("township", TEXT, "乡镇街道"),
    ("period", TEXT, "报告期间"),
    ("kind", TEXT, "种类"),
    (
        "state",
        TEXT,
        "状态：recorded 已入账，superseded 已被新版取代，alias 内容相同，quarantined 隔离，unclaimed 待认领，"
        "ignored 忽略，waiting 等待，review 审核件",
    ),
    ("code", TEXT, "原因代码"),
    ("reason", TEXT, "原因"),
    ("remedy", TEXT, "处理办法"),
    ("supersedes", TEXT, "取代的文件内容 SHA-256"),
    ("placed_by", TEXT, "归属依据：人工认领、文件夹、文件名或标题、落款"),
)
