"""The examples of rules/checks.yaml: in each ``finds`` the check finds something, in no ``passes``."""

from __future__ import annotations

import pytest

from etl.checks.examples import Example, examples, unkept
from etl.rulebook import load_rulebook
from etl.rulebook.checking import Check, Checks

RULEBOOK = load_rulebook()
CHECKS = Checks.model_validate(RULEBOOK.extra["checks"])
EXAMPLES = examples(CHECKS)


@pytest.fixture(scope="module")
def failed() -> dict[Example, list[str]]:
    return dict(unkept(EXAMPLES, RULEBOOK))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.code}-{example.text}")
def test_every_example_of_a_check_holds(failed: dict[Example, list[str]], example: Example) -> None:
    assert example not in failed, failed[example]


def test_an_example_that_does_not_hold_is_told_with_what_was_found() -> None:
    broken = Example(("pair", "passes", 0), CHECKS.pair.code, "", "慰问困难群众128户86人。", False)
    ((example, told),) = unkept([broken], RULEBOOK)
    assert example is broken and "人数少于户数" in told[0]


def test_every_check_and_every_identity_has_examples() -> None:
    checks = [check for name in Checks.model_fields if isinstance(check := getattr(CHECKS, name), Check)]
    by_identities = {CHECKS.sum.code, CHECKS.at_most.code, CHECKS.ratio.code, CHECKS.hundred.code}
    not_of_a_text = {CHECKS.outlier.code, CHECKS.recognised.code}
    alone = [check for check in checks if check.code not in by_identities | not_of_a_text]
    assert [check.code for check in alone if not (check.finds and check.passes)] == []
    assert [identity.name for identity in CHECKS.identities if not (identity.finds and identity.passes)] == []
