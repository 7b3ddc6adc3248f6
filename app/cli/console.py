"""What commands print: tables and colours on a terminal, plain lines elsewhere, JSON on request.

Text from outside is made printable here, so that no file can send control sequences to the terminal.
"""

import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import date, timedelta
from datetime import time as clock_time
from decimal import Decimal
from enum import IntEnum, StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TextIO

from app.reports.printable import columns, printable, printable_block

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "accepted": "green",
    "pass": "green",
    "ok": "green",
    "rewritten": "blue",
    "escalated": "yellow",
    "uncertain": "yellow",
    "warning": "yellow",
    "rejected": "red",
    "fail": "red",
    "error": "red",
    "failed": "red",
    "suggestion": "cyan",
}
"""Words that are coloured wherever a cell consists of exactly one of them."""

_UNSAFE_IN_JSON = {
    code: f"\\u{code:04x}"
    for code in (
        *range(0x7F, 0xA0),
        0x61C,
        *range(0x200E, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
    )
} | {code: f"\\u{code:04x}" for code in range(0xD800, 0xE000)}


def is_terminal(stream: TextIO | None = None) -> bool:
    return (stream if stream is not None else sys.stdout).isatty()


def rich_console(*, stderr: bool = False) -> "Console":
    """A new console on the current stdout or stderr; rich honours NO_COLOR and dumb terminals."""
    from rich.console import Console

    return Console(file=sys.stderr if stderr else sys.stdout, highlight=False, soft_wrap=True)


def say(line: str = "", *, style: str = "") -> None:
    """One line on stdout."""
    _write(sys.stdout, printable(line), style)


def say_block(text: str) -> None:
    """Several lines on stdout."""
    sys.stdout.write(printable_block(text).removesuffix("\n") + "\n")


def note(line: str, *, style: str = "") -> None:
    """One line on stderr: worth knowing, but not part of the result."""
    _write(sys.stderr, printable(line), style)


def _write(stream: TextIO, line: str, style: str) -> None:
    if style and is_terminal(stream):
        from rich.text import Text

        rich_console(stderr=stream is sys.stderr).print(Text(line, style))
    else:
        stream.write(line + "\n")
        stream.flush()


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: AbstractSet[int] = frozenset()
) -> None:
    """Print rows under heads; nothing if there are no rows. `right` are the right-aligned columns."""
    cells = [[printable(cell) for cell in row] for row in rows]
    if not cells:
        return
    if is_terminal():
        _rich_table(heads, cells, right)
        return
    widths = [max(map(columns, column)) for column in zip(heads, *cells, strict=True)]
    for row in (list(heads), *cells):
        sys.stdout.write("  ".join(_aligned(row, widths, right)).rstrip() + "\n")


def _aligned(row: Sequence[str], widths: Sequence[int], right: AbstractSet[int]) -> Iterator[str]:
    for index, cell in enumerate(row):
        fill = " " * (widths[index] - columns(cell))
        yield fill + cell if index in right else cell + fill


def _rich_table(heads: Sequence[str], cells: Iterable[Sequence[str]], right: AbstractSet[int]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    last = len(heads) - 1
    for index, head in enumerate(heads):
        shown.add_column(
            head, justify="right" if index in right else "left", overflow="fold", no_wrap=index in right,
            ratio=1 if index == last and index not in right else None,
        )  # fmt: skip
    for row in cells:
        shown.add_row(*(Text(cell, STYLES.get(cell, "")) for cell in row))
    console = rich_console()
    console.soft_wrap = False
    console.print(shown)


def emit_json(schema: str, **values: Any) -> None:
    """A versioned JSON object on stdout; `schema` is `copydesk.<command>/<version>`."""
    print_json({"schema": schema, **values})


def print_json(value: Any) -> None:
    """Domain values as JSON; characters that control a terminal are written as JSON escapes."""
    shown = json.dumps(as_json(value), indent=2, ensure_ascii=False)
    sys.stdout.write(shown.translate(_UNSAFE_IN_JSON) + "\n")


OLD_FIELD_NAMES = {"work_id": "job_id", "losses": "crashes", "seats": "slots", "cure": "remedy"}
"""The names of these fields in release 0.1, printed beside the new ones for one more release."""


def as_json(value: Any) -> Any:
    """Domain values as JSON values: ids and times as text, money as text, priorities by name."""
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, StrEnum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {spec.name: as_json(getattr(value, spec.name)) for spec in dataclasses.fields(value)}
        return fields | {old: fields[new] for old, new in OLD_FIELD_NAMES.items() if new in fields}
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, date | clock_time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal | PurePath):
        return str(value)
    if isinstance(value, AbstractSet):
        return sorted(as_json(item) for item in value)
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value


@contextmanager
def progress(total: int, *, what: str, least: int = 20) -> Iterator[Any]:
    """A progress bar on stderr for long jobs, if stderr is a terminal; yields `advance(description)`."""
    if total < least or not is_terminal(sys.stderr):
        yield lambda _done="": None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=rich_console(stderr=True), transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task(what, total=total)
        yield lambda _done="": bar.advance(task)
