"""The examples of rules/checks.yaml: in each ``finds`` the check finds something, in no ``passes``."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest

from etl.extract import extract, mentions_frame
from etl.normalize import canonical
from etl.readers.document import Document
from etl.rollup import roll_up
from etl.rulebook import load_rulebook
from etl.rulebook.checking import Check, Checks
from etl.tables import PUBLISHED_MENTIONS, REPORTS

COUNTY, YEAR = "某县", 2024
RULEBOOK = load_rulebook()
CHECKS = Checks.model_validate(RULEBOOK.extra["checks"])
Example = tuple[str, str, str, bool]


def examples() -> Iterator[Example]:
    """Code of the finding, what its message begins with, the text, and whether something is to be found."""
    for name in Checks.model_fields:
        check = getattr(CHECKS, name)
        if isinstance(check, Check):
            yield from ((check.code, "", text, True) for text in check.finds)
            yield from ((check.code, "", text, False) for text in check.passes)
    for identity in CHECKS.identities:
        forms = {"sum": identity.sum, "at_most": identity.at_most, "ratio": identity.ratio, "hundred": identity.hundred}
        code = next(getattr(CHECKS, form).code for form, written in forms.items() if written)
        yield from ((code, identity.name, text, True) for text in identity.finds)
        yield from ((code, identity.name, text, False) for text in identity.passes)


EXAMPLES = list(examples())


def township(number: int) -> str:
    return f"第{number}镇"


@pytest.fixture(scope="module")
def findings() -> pl.DataFrame:
    """What is found in all examples at once: each is a township of its own, with this year's report and perhaps last year's."""
    frames, reports, canon = [], [], {}
    for number, (_, _, text, _) in enumerate(EXAMPLES):
        for year, part in zip((YEAR, YEAR - 1), reversed(text.split("=>")), strict=False):
            sha = f"{number}-{year}"
            place = {"county": COUNTY, "township": township(number), "document": f"{year}年工作总结.txt", "sha256": sha}
            canon[sha] = part.strip()
            found = extract(Document(canon[sha]), RULEBOOK, name=place["document"]).mentions
            named = mentions_frame(found).with_columns(pl.lit(value).alias(name) for name, value in place.items())
            frames.append(named.with_columns(report_year=year, report_period=pl.lit(str(year))))
            reports.append({**place, "year": year, "period": str(year), "kind": "总结", "received": len(reports)})
    mentions = PUBLISHED_MENTIONS.conform(canonical(pl.concat(frames), RULEBOOK))
    return roll_up(mentions, REPORTS.conform(pl.DataFrame(reports)), canon, YEAR, COUNTY, RULEBOOK).findings


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=lambda number: "-".join(map(str, EXAMPLES[number][::2])))
def test_every_example_of_a_check_holds(findings: pl.DataFrame, number: int) -> None:
    code, name, _, expected = EXAMPLES[number]
    told = findings.filter(pl.col("township") == township(number), pl.col("code") == code)
    about = told.filter(pl.col("message").str.starts_with(name))
    serious = about if expected else about.filter(pl.col("severity") != "info")
    assert (serious.height > 0) == expected, findings.filter(township=township(number)).select("code", "message").rows()


def test_every_check_and_every_identity_has_examples() -> None:
    checks = [getattr(CHECKS, name) for name in Checks.model_fields]
    forms = {CHECKS.sum.code, CHECKS.at_most.code, CHECKS.ratio.code, CHECKS.hundred.code, CHECKS.outlier.code}
    forms.add(CHECKS.recognised.code)  # looks at where a figure comes from: an example in words cannot say that
    bare = [check.code for check in checks if isinstance(check, Check) and check.code not in forms]
    assert [code for code in bare for check in checks if isinstance(check, Check) and check.code == code
            and not (check.finds and check.passes)] == []  # fmt: skip
    assert [identity.name for identity in CHECKS.identities if not (identity.finds and identity.passes)] == []
