"""Promises of xianhui.yaml: silent means default, wrong means a place and a way out."""

from pathlib import Path

import pytest
import yaml

from etl.errors import AuthorError, Problem
from etl.settings import Settings, settings_text
from etl.settings_file import load_settings


def load(tmp_path: Path, text: str | bytes) -> Settings:
    path = tmp_path / "xianhui.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(path)


def problems(tmp_path: Path, text: str | bytes) -> list[Problem]:
    with pytest.raises(AuthorError) as caught:
        load(tmp_path, text)
    return caught.value.problems


def test_missing_file_means_defaults(tmp_path):
    settings = load_settings(tmp_path / "xianhui.yaml")
    assert (settings.stability_seconds, settings.scan_seconds, settings.nightly) == (5, 1, "0 2 * * *")
    assert settings.workers >= 1
    assert "~$*" in settings.ignore


def test_the_written_file_says_the_defaults(tmp_path):
    assert load(tmp_path, settings_text()) == Settings()


def test_every_setting_is_written_below_a_chinese_comment():
    lines = settings_text().splitlines()
    for key, info in Settings.model_fields.items():
        [at] = [index for index, line in enumerate(lines) if line.removeprefix("# ").startswith(f"{key}:")]
        assert lines[at - 1] == f"# {info.description}"
        assert any("\u4e00" <= sign <= "\u9fff" for sign in lines[at - 1])


def test_settings_written_as_comments_work_when_uncommented(tmp_path):
    lines = settings_text().splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("# counties:"))
    text = "\n".join(line.removeprefix("# ") for line in lines[start:])
    assert list(load(tmp_path, text).counties["某某县"].townships) == ["某某镇", "某某乡"]


def test_an_empty_value_means_the_default(tmp_path):
    assert load(tmp_path, "nightly:\nworkers: 3\n").nightly == "0 2 * * *"


def test_a_roster_is_read(tmp_path):
    text = "counties:\n  甲县:\n    code: 500101\n    townships: [乙镇, 丙乡]\n"
    county = load(tmp_path, text).counties["甲县"]
    assert (county.code, county.townships) == ("500101", ("乙镇", "丙乡"))


def test_utf8_with_mark_and_windows_line_ends_are_fine(tmp_path):
    assert load(tmp_path, "\ufeffworkers: 3\r\nscan_seconds: 20\r\n").scan_seconds == 20


@pytest.mark.parametrize(
    ("text", "line", "column", "code", "says"),
    [
        ("scan_seconds: 9\nstabilty_seconds: 5\n", 2, 1, "XH-SET-003", "是不是 stability_seconds"),
        ("counties:\n  甲县:\n    townships: [乙]\n    cod: 1\n", 4, 5, "XH-SET-003", "是不是 code"),
        ("workers: many", 1, 10, "XH-SET-004", "应为整数"),
        ("workers: yes", 1, 10, "XH-SET-004", "应为整数"),
        ("workers: 0", 1, 10, "XH-SET-004", "不得小于 1"),
        ("stability_seconds: -1", 1, 20, "XH-SET-004", "不得小于 0"),
        ("stability_seconds: inf", 1, 20, "XH-SET-004", "不得大于 3600"),
        ("ignore: '*.tmp'", 1, 9, "XH-SET-004", "应为列表"),
        ("ignore:\n  - a\n  - [b]\n", 3, 5, "XH-SET-004", "第 2 项"),
        ("nightly: 0 2 * *", 1, 10, "XH-SET-004", "应为五项"),
        ("nightly: 0 25 * * *", 1, 10, "XH-SET-004", "0 至 23"),
        ("nightly: 0 5-2 * * *", 1, 10, "XH-SET-004", "5-2"),
        ("timezone: Asia/Shanghi", 1, 11, "XH-SET-004", "Asia/Shanghai"),
        ("timezone: Asia/Beijing", 1, 11, "XH-SET-004", "可写 Asia/Shanghai"),
        ("listen: localhost", 1, 9, "XH-SET-004", "例如 127.0.0.1"),
        ("listen: 999.1.1.1", 1, 9, "XH-SET-004", "每段 0 至 255"),
        ("timezone: ../../etc/passwd", 1, 11, "XH-SET-004", "没有这个时区"),
        ("counties:\n  甲县: {}\n", 2, 7, "XH-SET-004", "没有写"),
        ("counties:\n  甲县:\n    townships: [乙, 丙, 乙]\n", 3, 16, "XH-SET-004", "重复：乙"),
        ("counties:\n  甲县:\n    townships: []\n", 3, 16, "XH-SET-004", "至少要有 1 项"),
        ("counties:\n  甲县:\n    townships: [乙]\n    code: 12\n", 4, 11, "XH-SET-004", "6 至 12 位"),
        ("workers: 2\nworkers: 3\n", 2, 1, "XH-SET-005", "第一次在第 1 行"),
        ("a: [", 1, 5, "XH-SET-001", "括号没有配对"),
        ("workers: 3\n\tbatch_files: 2\n", 2, 1, "XH-SET-001", "制表符"),
        ("workers：3\nbatch_files: 2\n", 1, 8, "XH-SET-001", "半角"),
        ("workers：3\n", 1, 1, "XH-SET-002", "半角"),
        ("- workers\n", 1, 1, "XH-SET-002", "名称: 值"),
        ("workers: \x01", 1, 10, "XH-SET-001", "控制字符"),
        ("ignore: &x [*x]", 1, 13, "XH-SET-007", "直接写出"),
        ("--- {}\n--- {}\n", 2, 1, "XH-SET-001", "请去掉“---”"),
        ("? [workers]\n: 3\n", 1, 3, "XH-SET-003", "没有"),
    ],
)
def test_a_mistake_has_place_code_and_advice(tmp_path, text, line, column, code, says):
    [problem] = problems(tmp_path, text)
    assert (problem.place.line, problem.place.column, problem.code) == (line, column, code)
    assert says in str(problem)


def test_all_mistakes_are_listed_in_order(tmp_path):
    found = problems(tmp_path, "worker: 1\nbatch_files: x\nnightly: never\n")
    assert [problem.place.line for problem in found] == [1, 2, 3]


def test_a_gbk_file_is_named_as_such(tmp_path):
    [problem] = problems(tmp_path, "# 设置\nworkers: 3\n".encode("gbk"))
    assert (problem.code, problem.place.line) == ("XH-SET-006", 1)


@pytest.mark.parametrize("cron", ["0 2 * * *", "*/15 8-18 * * 1-5", "0,30 2 1 */3 7"])
def test_usual_schedules_are_accepted(tmp_path, cron):
    assert load(tmp_path, yaml.safe_dump({"nightly": cron})).nightly == cron


@pytest.mark.parametrize("name", ["../越界", "'..'", "' '"])
def test_a_place_is_not_called_like_a_path(tmp_path, name):
    for text in (f"counties:\n  甲县:\n    townships: [{name}]\n", f"counties:\n  {name}:\n    townships: [乙镇]\n"):
        [problem] = problems(tmp_path, text)
        assert problem.code == "XH-SET-004" and problem.place.line in (2, 3)
