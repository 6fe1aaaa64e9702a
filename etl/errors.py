"""The errors that people see, each with a stable code, what happened and what to do about it.

Two kinds, and they never mix: a *document's* error concerns one file that somebody dropped (it ends in quarantine, the rest
goes on); an *author's* error concerns a rule or a setting that somebody wrote (it names the place and the likely fix).
Messages are Chinese, because the office reads them; codes are stable, because scripts and handbooks refer to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class XianhuiError(Exception):
    """Whatever a user can mend. ``code`` is stable, ``reason`` says what happened, ``remedy`` what to do."""

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        super().__init__(f"[{code}] {reason} {remedy}")
        self.code = code
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        """So that it can be raised in one process and caught in another."""
        return _again, (type(self), str(self), vars(self))


def _again(kind: type[XianhuiError], said: str, holds: dict[str, object]) -> XianhuiError:
    error = kind.__new__(kind, said)
    vars(error).update(holds)
    return error


class DocumentError(XianhuiError):
    """This file cannot be taken as it is; ``retry`` says that waiting may heal it (busy, no permission, vanished)."""

    def __init__(self, code: str, reason: str, remedy: str, *, retry: bool = False) -> None:
        super().__init__(code, reason, remedy)
        self.retry = retry


@dataclass(frozen=True)
class Place:
    """A position in a file that an author wrote; lines and columns count from 1."""

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One mistake of an author: where, what, and what to write instead (empty when there is nothing likely)."""

    place: Place
    code: str
    message: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.place}: [{self.code}] {self.message}{self.advice and ' ' + self.advice}"


class AuthorError(XianhuiError):
    """Rules or settings that cannot be used; ``problems`` lists every mistake that was found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(first.code, "\n".join(map(str, problems)), "请按提示改正后再试。")
        self.problems = problems


class WorkspaceError(XianhuiError):
    """The workspace itself cannot be used: missing, not writable, on a network share, in use."""
