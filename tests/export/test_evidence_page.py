"""evidence.html: the reports' own text, every mention an anchor, nothing that runs, looked at in a browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from etl.export.evidence_marks import anchor
from etl.export.evidence_page import evidence_page
from etl.export.layout import load_layout
from etl.rollup import CountyTables
from etl.rulebook import Rulebook

from .conftest import Maker, sha

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
HOSTILE = "<script>alert(1)</script>&amp;\"'\x00\x0b\ud800</div><a href='javascript:x'>　"


class Reader(HTMLParser):
    """What a browser would see: tags, anchors with their text and classes, links, and the text of every report."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.anchors: dict[str, str] = {}
        self.classes: dict[str, str] = {}
        self.links: list[str] = []
        self.texts: list[str] = []
        self._in_text, self._anchor = False, ""
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(named)
        if tag == "div" and named.get("class") == "text":
            self._in_text = True
            self.texts.append("")
        if "id" in named:
            assert named["id"] not in self.anchors, "an anchor twice"
            self._anchor = str(named["id"])
            self.anchors[self._anchor] = ""
            self.classes[self._anchor] = str(named.get("class"))
        if "href" in named:
            self.links.append(str(named["href"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._in_text = False
        if tag == "a":
            self._anchor = ""

    def handle_data(self, data: str) -> None:
        if self._in_text:
            self.texts[-1] += data
        if self._anchor:
            self.anchors[self._anchor] += data


@pytest.fixture(scope="module")
def tables(make_county: Maker) -> CountyTables:
    return make_county(5, 40)


@pytest.fixture(scope="module")
def page(tables: CountyTables, rulebook: Rulebook) -> bytes:
    return evidence_page(tables, rulebook, load_layout(rulebook))


def test_text_stands_character_for_character(page: bytes, tables: CountyTables) -> None:
    assert sorted(Reader(page).texts) == sorted(tables.texts.values())


def test_every_mention_is_an_anchor_with_its_printed_form(page: bytes, tables: CountyTables) -> None:
    found = Reader(page)
    for sha256, start, surface in tables.mentions.select("sha256", "start", "surface").iter_rows():
        assert found.anchors[anchor(sha256, start)] == surface


def test_figures_show_their_state_and_their_findings(page: bytes, tables: CountyTables) -> None:
    found = Reader(page)
    for sha256, start, status in tables.observations.select("sha256", "start", "status").iter_rows():
        assert status in found.classes[anchor(sha256, start)].split()
    for row in tables.findings.iter_rows(named=True):
        assert row["severity"] in found.classes[anchor(sha(row["township"]), row["start"])].split()


def test_every_link_leads_somewhere_on_the_page(page: bytes) -> None:
    found = Reader(page)
    assert found.links and {link[0] for link in found.links} == {"#"}
    assert {link[1:] for link in found.links} <= set(found.anchors)


def test_nothing_runs_and_nothing_is_loaded(page: bytes) -> None:
    found = Reader(page)
    assert not found.tags & {"script", "img", "link", "iframe", "object", "form", "svg", "base"}
    assert found.attributes <= {
        "lang", "charset", "http-equiv", "content", "name", "id", "class", "href", "title",
    }  # fmt: skip
    assert b"default-src &#x27;none&#x27;; style-src &#x27;sha256-" in page


def hostile(make_county: Maker) -> CountyTables:
    """A county whose texts, names and findings try to break out of the page."""
    tables = make_county(2, 6)
    texts = {key: HOSTILE + text[len(HOSTILE) :] for key, text in tables.texts.items()}
    findings = tables.findings.with_columns(message=pl.lit(HOSTILE))
    reports = tables.reports.with_columns(document=pl.lit(HOSTILE), kind=pl.lit('"><script>'))
    named = tables.observations.with_columns(name=pl.lit(HOSTILE.replace("\ud800", "")))
    return replace(tables, texts=texts, findings=findings, reports=reports, observations=named)


def test_hostile_text_stays_text(make_county: Maker, rulebook: Rulebook) -> None:
    tables = hostile(make_county)
    page = evidence_page(tables, rulebook, load_layout(rulebook))
    found = Reader(page)
    assert "script" not in found.tags and {link[0] for link in found.links} == {"#"}
    assert not re.search(rb"[\x00-\x08\x0b-\x1f]", page)
    shown = re.sub("[\x00\x0b\ud800]", "\N{REPLACEMENT CHARACTER}", HOSTILE)
    assert all(text.startswith(shown) for text in found.texts)
    assert [len(text) for text in found.texts] == [len(text) for text in tables.texts.values()]


def test_plans_of_last_years_report_are_shown_as_excerpts(make_county: Maker, rulebook: Rulebook) -> None:
    tables = make_county(2, 3)
    plan = tables.observations.head(1).with_columns(
        role=pl.lit("plan"), document=pl.lit("旧.docx"), sha256=pl.lit("f" * 64)
    )
    planned = replace(tables, observations=pl.concat([tables.observations, plan]))
    page = evidence_page(planned, rulebook, load_layout(rulebook))
    row = plan.row(0, named=True)
    assert Reader(page).anchors[anchor("f" * 64, row["start"])] == row["surface"]
    assert row["evidence"] in re.sub(r"<[^>]*>", "", page.decode())


def test_the_same_county_gives_the_same_bytes(page: bytes, tables: CountyTables, rulebook: Rulebook) -> None:
    shuffled = replace(tables, mentions=tables.mentions.reverse(), reports=tables.reports.reverse())
    assert evidence_page(shuffled, rulebook, load_layout(rulebook)) == page


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the page cannot be looked at")
def test_a_browser_applies_the_style_and_runs_nothing(make_county: Maker, rulebook: Rulebook, tmp_path: Path) -> None:
    """The page takes up the browser's window: the policy lets the style through, and no script changes the title."""
    file = tmp_path / "evidence.html"
    file.write_bytes(evidence_page(hostile(make_county), rulebook, load_layout(rulebook)))
    command = [
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
        "--enable-logging=stderr", "--window-size=1200,800",
    ]  # fmt: skip
    shot = tmp_path / "page.png"
    seen = subprocess.run(
        [*command, f"--screenshot={shot}", file.as_uri()], capture_output=True, timeout=120, check=True
    )
    assert b"CONSOLE" not in seen.stderr, "the browser refused something"
    with_style = shot.read_bytes()
    file.write_bytes(file.read_bytes().replace(b"<style>", b"<style> "))
    refused = subprocess.run(
        [*command, f"--screenshot={shot}", file.as_uri()], capture_output=True, timeout=120, check=True
    )
    assert b"Content Security Policy" in refused.stderr and shot.read_bytes() != with_style
