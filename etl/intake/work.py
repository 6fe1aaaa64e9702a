"""The work on contents: read once (:mod:`etl.intake.reading`), extract, normalise, keep.

Rules:
- :class:`Work` writes only files that are immutable and named by what they are made from.
- A content is read once; when its canonical text is kept, readers do not run again, whatever happens to the rules.
  Readers run in a process of their own, within limits (:mod:`etl.readers.apart`).
- The figures of a group of contents are one frame, and its files are made durable together; what a file holds does not
  depend on the group.
- A document's error is final (quarantine) or heals; any other error of one document is quarantined with the type of
  the error, its frames go to the log (never the text), and the next document is worked on. Trouble with a group is
  looked for one by one, and harms none but the one that it is with.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from etl.durable import write_together
from etl.errors import DocumentError
from etl.extract import extract, mentions_frame
from etl.extract.mention import Extraction, Profile
from etl.intake.note import Outcome
from etl.intake.reading import documents, file_trouble
from etl.normalize import canonical
from etl.readers.apart import ReadingFailed
from etl.readers.document import Document, packed
from etl.rulebook import Rulebook
from etl.store import Claim, Failure, Recording, mentions_file, text_path
from etl.workspace import Workspace

SIGNATURE = 120  # characters at the end of a report in which the signature is looked for
SIGNATURE_LINE = 40  # a longer line is a sentence


@dataclass(slots=True)
class _Content:
    """A content in work: what was found in it so far, or how the work on it failed."""

    claim: Claim
    document: Document | None = None
    found: Extraction = field(default_factory=lambda: Extraction([]))
    failure: Failure | None = None

    @property
    def name(self) -> str:
        return self.claim.path.rpartition("/")[2]

    @property
    def reader(self) -> str:
        return self.document.reader if self.document is not None else self.claim.reader


@dataclass(frozen=True, slots=True)
class Work:
    """The work in one workspace by one rulebook: the same for every batch, so that a pool need learn it only once."""

    workspace: Workspace
    rulebook: Rulebook

    def __call__(self, claims: Sequence[Claim]) -> list[Outcome]:
        """The outcome of each claim, in order. Raises nothing that concerns the documents alone."""
        read = documents(claims, self.workspace)
        return self._kept([self._understood(claim, document) for claim, document in zip(claims, read, strict=True)])

    def _understood(self, claim: Claim, read: Document | Exception) -> _Content:
        """The content, extracted."""
        content = _Content(claim)
        try:
            if isinstance(read, Exception):
                raise read
            content.document = read
            content.found = extract(content.document, self.rulebook, name=content.name, period=claim.period)
        except Exception as error:
            content.failure = _failure(content, self.rulebook.version, error)
        return content

    def _kept(self, contents: list[_Content]) -> list[Outcome]:
        """The outcomes, after texts and figures are kept."""
        try:
            return self._kept_together(contents)
        except Exception as error:
            if len(contents) == 1:
                return [_failure(contents[0], self.rulebook.version, error)]
            return [outcome for content in contents for outcome in self._kept([content])]

    def _kept_together(self, contents: list[_Content]) -> list[Outcome]:
        files = dict(_texts(contents, self.workspace))
        outcomes: list[Outcome] = []
        for content, mentions in zip(contents, _figures(contents, self.rulebook), strict=True):
            if content.failure is not None:
                outcomes.append(content.failure)
                continue
            version = "\n".join(
                (self.rulebook.version, content.reader, content.name, *filter(None, [content.claim.period]))
            )
            parquet, figures = mentions_file(content.claim.sha256, version, mentions)
            files[self.workspace.mentions / parquet] = figures
            outcomes.append(_recording(content, self.rulebook.version, mentions, parquet))
        with file_trouble():
            write_together(files)
        return outcomes


def _texts(contents: list[_Content], workspace: Workspace) -> Iterator[tuple[Path, bytes]]:
    """The files of the texts that are not kept yet."""
    for content in contents:
        if content.document is not None and not content.claim.reader:
            path = text_path(workspace.texts, content.claim.sha256, content.document.reader)
            if not path.exists():
                yield path, packed(content.document)


def _figures(contents: list[_Content], rulebook: Rulebook) -> Iterator[pl.DataFrame]:
    """MENTIONS of each content, made as one frame: the cost of a frame is that of its columns, not of its rows."""
    together = canonical(mentions_frame([each for content in contents for each in content.found.mentions]), rulebook)
    start = 0
    for content in contents:
        yield together.slice(start, len(content.found.mentions))
        start += len(content.found.mentions)


def _failure(content: _Content, rules: str, error: Exception) -> Failure:
    failed = partial(Failure, content.claim.sha256, rules, reader=content.reader)
    if isinstance(error, DocumentError):
        return failed(error.code, error.reason, error.remedy, retry=error.retry, counted=error.code != "XH-INTAKE-014")
    kind, frames = _told(error)
    code = "XH-INTAKE-902" if content.reader else "XH-INTAKE-901"
    remedy = "请另存为 docx 再放入；如仍不行，请把文件和日志交给维护人员。"
    return failed(code, f"程序处理此文件时出错（{kind}）。", remedy, trace=f"{frames}{kind}")


def _told(error: Exception) -> tuple[str, str]:
    """The type of an error, and where it arose."""
    if isinstance(error, ReadingFailed):
        return error.kind, error.frames
    return type(error).__name__, "".join(traceback.format_tb(error.__traceback__))


def _recording(content: _Content, rules: str, mentions: pl.DataFrame, parquet: str) -> Recording:
    assert content.document is not None
    profile = content.found.profile
    return Recording(
        sha256=content.claim.sha256,
        rules=rules,
        reader=content.document.reader,
        name=content.name,
        title=profile.title,
        kind=profile.kind,
        year=_year(profile),
        period=profile.period,
        plan_year=profile.plan_year,
        plan_period=profile.plan_period,
        source=profile.source,
        signature=_signature(content.document.text),
        parquet=parquet,
        mentions=mentions.height,
        indicators=mentions["indicator"].count(),
        notes=json.dumps([astuple(note) for note in content.document.notes], ensure_ascii=False),
    )


def _year(profile: Profile) -> int | None:
    """The year under which a report is filed: of a report on several years (2016/2020) the last of them."""
    years = re.findall(r"\d{4}", profile.period or "")
    return profile.year or (int(years[-1]) if years else None)


def _signature(text: str) -> str:
    lines = text.rstrip()[-SIGNATURE:].splitlines()
    return "\n".join(line.strip() for line in lines if len(line.strip()) <= SIGNATURE_LINE)
