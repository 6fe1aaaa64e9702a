"""明细 and 证据: a row for each reading in both, in the same order, so that each leads to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.export.columns import Columns, Mark, Shown, figures
from etl.export.fitting import LONGEST, clean
from etl.export.layout import Layout
from etl.export.looks import Figures
from etl.export.readings import Reading
from etl.export.words import codes, file_name
from etl.tables import OBSERVATIONS

_DOUBTFUL = {"conflict", "missing"}


def span(start: int | None, page: int = -1) -> str:
    """Where a figure stands: the page, where there are pages, and the offset in the text."""
    place = str(start) if start is not None and start >= 0 else ""
    return f"第{page}页 {place}" if page > 0 else place


def observation_columns(numbered: Sequence[Reading], layout: Layout, evidence_links: Sequence[str]) -> Columns:
    """明细; figures lead to their sentence in 证据."""
    of = _by_field(numbered)
    role, status = _words(layout, "role"), _words(layout, "status")
    known = Figures(layout)
    links = evidence_links or [""] * len(numbered)

    def facet(name: str, units: Sequence[str]) -> Shown:
        return figures(of[name], known.formats(of[name], units), "number_link", links)

    percent = ["%"] * len(numbered)
    return {
        "township": Shown(of["township"]),
        "name": Shown(of["name"]),
        "period": Shown(of["period"], "short"),
        "role": Shown([role.get(code, code) for code in of["role"]], "short"),
        "value": _values(numbered, layout, links),
        "unit": Shown(of["unit"], "short"),
        "growth_pct": facet("growth_pct", percent),
        "change": facet("change", of["unit"]),
        "completion_pct": facet("completion_pct", percent),
        "approx": Shown(of["approx"], "short"),
        "status": Shown([status.get(code, code) for code in of["status"]], "short"),
        "document": Shown([file_name(name) for name in of["document"]]),
        "position": Shown(_places(numbered)),
        "rule": Shown(of["rule"]),
        "indicator": Shown(of["indicator"]),
    }


def _values(numbered: Sequence[Reading], layout: Layout, links: Sequence[str]) -> Shown:
    """The figures with their marks; a word where the text has a hole or a person has rejected the figure."""
    words = {"missing": layout.missing, "rejected": layout.rejected}
    of = _by_field(numbered)
    formats = Figures(layout).formats(of["value"], of["unit"], of["approx"], of["status"])
    texts = [each.value or words.get(each.status, "") for each in numbered]
    looks = [
        ("doubt_link" if each.status in _DOUBTFUL else "number_link") if text else ""
        for each, text in zip(numbered, texts, strict=True)
    ]
    return Shown(texts, looks, formats, [link if text else "" for link, text in zip(links, texts, strict=True)])


def evidence_columns(
    numbered: Sequence[Reading], observation_links: Sequence[str], theme_places: Mapping[int, str]
) -> Columns:
    """证据: 乡镇 leads back to 明细, 指标 to the theme sheet."""
    of = _by_field(numbered)
    return {
        "township": Shown(of["township"], links=observation_links),
        "name": Shown(of["name"], links=[theme_places.get(number, "") for number in range(len(numbered))]),
        "surface": Shown(of["surface"]),
        "evidence": Shown(of["evidence"], marks=_marks(numbered)),
        "document": Shown([file_name(name) for name in of["document"]]),
        "position": Shown(_places(numbered), "short"),
        "rule": Shown(of["rule"]),
        "period": Shown(of["period"], "short"),
        "role": Shown(of["role"], "short"),
        "indicator": Shown(of["indicator"]),
    }


def _by_field(numbered: Sequence[Reading]) -> Mapping[str, Sequence[str]]:
    """The texts of all readings by field."""
    columns = zip(*numbered, strict=True) if numbered else ([] for _ in Reading._fields)
    return dict(zip(Reading._fields, columns, strict=True))


def _places(numbered: Sequence[Reading]) -> list[str]:
    return [span(each.start, each.page) for each in numbered]


def _marks(numbered: Sequence[Reading]) -> list[Mark]:
    """Where each figure stands in its sentence; None when that is not known or the sentence cannot be shown as it is."""
    fits = {text: len(text) <= LONGEST // 2 and clean(text) == text for text in {each.evidence for each in numbered}}
    return [
        (each.mark, each.mark + len(each.surface)) if each.mark >= 0 and fits[each.evidence] else None
        for each in numbered
    ]


def _words(layout: Layout, name: str) -> dict[str, str]:
    column = next(column for column in OBSERVATIONS.columns if column.name == name)
    return codes(column) | layout.words.get(name, {})
