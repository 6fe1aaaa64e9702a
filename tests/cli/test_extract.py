"""``xianhui extract``: where results go, how they are named, and what a failure does."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.cli import main
from etl.cli.extract import json_lines, plain
from etl.readers.apart import ReaderProcess

REPORT = "2024年，全镇粮食总产量1.25万吨，增长3.5%，完成投资9.8亿元。"


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal) for line in text.splitlines()]


def report(folder: Path, name: str = "报告.txt", text: str = REPORT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_one_file_gives_one_object_per_number_on_standard_output(tmp_path: Path, capsysbinary: Any) -> None:
    assert main(["extract", str(report(tmp_path))]) == 0
    found = lines(capsysbinary.readouterr().out.decode())
    assert [REPORT[row["start"] : row["end"]] for row in found] == [row["surface"] for row in found]
    assert [row["surface"] for row in found] == ["2024年", "1.25万吨", "3.5%", "9.8亿元"]
    assert [row["start"] for row in found] == sorted(row["start"] for row in found)


def test_figures_are_exact_numbers_without_exponent(tmp_path: Path, capsysbinary: Any) -> None:
    main(["extract", str(report(tmp_path))])
    text = capsysbinary.readouterr().out.decode()
    assert '"value": 980000000,' in text
    assert '"value": 3.5,' in text


@pytest.mark.parametrize(
    ("value", "text"), [("1E+3", "1000"), ("12.50", "12.5"), ("100", "100"), ("0.0", "0"), ("-0.05", "-0.05")]
)
def test_plain_figures(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_json_keeps_what_is_not_a_figure() -> None:
    row = {"a": None, "b": True, "c": "“约”\n", "d": Decimal("1.0"), "e": 7}
    assert json.loads(next(json_lines([row]))) == {**row, "d": 1}


def test_text_is_what_offsets_refer_to(tmp_path: Path, capsysbinary: Any) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes("﻿一、情况\r\n粮食12吨。".encode())
    assert main(["extract", "--text", str(path)]) == 0
    assert capsysbinary.readouterr().out.decode() == "一、情况\n粮食12吨。"


def test_several_files_are_written_by_stem_and_equal_stems_keep_the_extension(tmp_path: Path) -> None:
    files = [report(tmp_path, name) for name in ("甲.txt", "乙.txt", "乙.md", "x/丙.txt", "y/丙.txt")]
    assert main(["extract", *map(str, files), "--out", str(tmp_path / "out")]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert {"甲.jsonl", "乙.txt.jsonl", "乙.md.jsonl"} <= set(names)
    assert len(names) == len(files)


def test_without_out_several_files_go_to_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [report(tmp_path / "in", name) for name in ("甲.txt", "乙.txt")]
    monkeypatch.chdir(tmp_path)
    assert main(["extract", *map(str, files)]) == 0
    assert sorted(path.name for path in tmp_path.glob("*.jsonl")) == ["乙.jsonl", "甲.jsonl"]


def test_an_archive_gives_a_file_for_each_report_in_it(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("乡镇/甲.txt", REPORT)
        archive.writestr("__MACOSX/._甲.txt", "x")
        archive.writestr("乡镇/", "")
    path = tmp_path / "全部.zip"
    path.write_bytes(packed.getvalue())
    assert main(["extract", str(path), "--out", str(tmp_path / "out")]) == 0
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["甲.jsonl"]


def test_what_cannot_be_read_gets_a_message_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = report(tmp_path, "空.txt", "")
    assert main(["extract", str(empty), str(report(tmp_path)), "--out", str(tmp_path / "out")]) == 1
    assert "空.txt：[XH-READ-001]" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["报告.jsonl"]


@pytest.mark.parametrize("form", ["table", "csv"])
def test_other_formats_hold_the_same_numbers(form: str, tmp_path: Path, capsysbinary: Any) -> None:
    assert main(["extract", "--format", form, str(report(tmp_path))]) == 0
    out = capsysbinary.readouterr().out.decode("utf-8-sig")
    assert len(out.splitlines()) == 5
    for surface in ("2024年", "1.25万吨", "3.5%", "9.8亿元"):
        assert surface in out


def test_rules_of_a_folder_lie_over_the_builtin_ones(tmp_path: Path, capsysbinary: Any) -> None:
    rules = tmp_path / "rules" / "indicators"
    rules.mkdir(parents=True)
    (rules / "local.yaml").write_text(
        "category: local\ntitle: 本地\nindicators:\n"
        "  - code: local_drone\n    name: 植保无人机数\n    unit: 架\n    phrases: [植保无人机]\n"
        "    examples: {现有植保无人机18架: 18, 植保无人机达25架: 25, 植保无人机作业1.2万亩: 不算}\n",
        "utf-8",
    )
    path = report(tmp_path, text="2024年，全镇购置植保无人机9架。")
    assert main(["extract", str(path), "--rules", str(rules.parent)]) == 0
    assert "local_drone" in [row["indicator"] for row in lines(capsysbinary.readouterr().out.decode())]


def test_results_never_overwrite_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    files = [report(tmp_path, name) for name in ("甲.txt", "乙.jsonl")]
    before = [file.read_bytes() for file in files]
    assert main(["extract", "--text", *map(str, files)]) == 0
    assert main(["extract", *map(str, files)]) == 1
    assert "XH-CLI-007" in capsys.readouterr().err
    assert [file.read_bytes() for file in files] == before


def packed(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.txt", content)
    return path


def test_archives_that_hold_nothing_or_another_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = packed(tmp_path / "里.zip", a=REPORT.encode())
    outer = packed(tmp_path / "外.zip", b=REPORT.encode(), c=inner.read_bytes())
    assert main(["extract", str(packed(tmp_path / "空.zip"))]) == 1
    assert "XH-INTAKE-041" in capsys.readouterr().err
    assert main(["extract", str(outer), "--out", str(tmp_path / "out")]) == 1
    assert "XH-INTAKE-042" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.jsonl"]


def test_reports_are_read_in_a_process_of_their_own_and_a_failure_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    process = ReaderProcess("tests.readers.test_apart:naughty", seconds=3)
    monkeypatch.setattr("etl.readers.apart.read", process.read)
    asked = [str(report(tmp_path, name)) for name in ("fail", "hang", "a")]
    assert main(["extract", *asked, "--out", str(tmp_path / "out")]) == 1
    process.close()
    said = capsys.readouterr().err
    assert "XH-CLI-009" in said and "XH-GATE-008" in said and "Traceback" not in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.jsonl"]
