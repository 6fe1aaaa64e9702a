"""However the office has sorted its inbox: each township's report counts as its own."""

from __future__ import annotations

import pytest

from .conftest import Office, report

TOWNSHIPS = ("石桥镇", "东河镇", "青山镇")


@pytest.mark.parametrize("folder", ["青溪县/2024年", "2024年/青溪县", "青溪县/总结材料/第一批", "青溪县"])
def test_townships_below_a_year_or_batch_are_townships_and_none_supersedes_another(office: Office, folder: str) -> None:
    for township in TOWNSHIPS:
        office.drop(f"{folder}/{township}/{township}2024年工作总结.txt", report(township, 2024))
    office.run()
    assert set(office.states().values()) == {"recorded"}
    assert sorted(office.ledger.reports("青溪县", 2024)["township"]) == sorted(TOWNSHIPS)


def test_a_copy_in_the_same_township_under_another_year_folder_is_no_misplaced_copy(office: Office) -> None:
    for folder in ("青溪县/2024年", "2024年/青溪县"):
        office.drop(f"{folder}/石桥镇/a.txt", report("石桥镇", 2024))
    office.run()
    assert sorted(office.states().values()) == ["alias", "recorded"]
    assert "XH-INTAKE-056" not in set(office.ledger.documents()["code"])
