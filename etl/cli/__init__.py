"""The command ``xianhui``: arguments to a call, errors to a sentence and an exit status.

Rules:
- Results go to standard output, everything else to standard error, both as UTF-8 on every console.
- Exit status 0: done; 1: what was asked for failed, with a message and a stable code; 2: the command line is wrong.
- A user's mistake never shows a traceback. A mistake of the program does: it is worth reporting.
- The arguments of all commands are in :mod:`etl.cli.arguments`; the module of a command is imported when it runs, so that
  ``--help`` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from collections.abc import Sequence

from etl.cli.arguments import program
from etl.errors import AuthorError, XianhuiError, system_reason

INTERRUPTED = 130
# Loading and compiling the rules makes many objects and leaves no cycles: to look for them as often as Python does by itself
# takes a fifth of the time of a short command.
OBJECTS_BETWEEN_COLLECTIONS = 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(
        gc.freeze
    )  # the last thing done: else Python looks through all objects once more, half a second with Prefect
    _speak_utf8()
    options = program().parse_args(arguments)
    try:
        return _run(options.module, options)
    except AuthorError as error:
        print(*error.problems, error.remedy, sep="\n", file=sys.stderr)
        return 1
    except XianhuiError as error:
        print(f"[{error.code}] {error.reason}\n{error.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has left; Python would complain once more while it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        name = error.filename2 or error.filename  # of a rename the new name, not that of the half-written file
        where = f"“{name}”" if name else ""
        print(f"[XH-CLI-008] 读写文件出错：{where}{system_reason(error)}。", file=sys.stderr)
        print("请检查磁盘空间、权限和网络共享后再试；已入账的不受影响。", file=sys.stderr)
        return 1


def _run(module: str, options: object) -> int:
    status: int = importlib.import_module(module).run(options)
    sys.stdout.flush()
    return status


def _speak_utf8() -> None:
    """Windows consoles and pipes default to the system's code page, which cannot hold every character of a report."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline=None if stream.isatty() else "\n")
