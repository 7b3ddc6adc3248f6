"""What an examination finds: one sentence on what is, and one on how to mend it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import CopydeskError


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, and will hurt one night."""
    WRONG = "wrong"
    """Work is lost, stands still, or is open to others."""
    UNKNOWN = "unknown"
    """It could not be asked, because something before it is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    state: State
    detail: str
    cure: str = ""


def ok(check: str, detail: str) -> Finding:
    return Finding(check, State.OK, detail)


def warning(check: str, detail: str, cure: str) -> Finding:
    return Finding(check, State.WARNING, detail, cure)


def wrong(check: str, detail: str, cure: str) -> Finding:
    return Finding(check, State.WRONG, detail, cure)


def asked(check: str, question: Callable[[], Iterable[Finding]], *, cure: str) -> Iterator[Finding]:
    """The findings of a question; what it raises is a finding too, so that all others are still asked."""
    try:
        yield from question()
    except Exception as error:  # noqa: BLE001 - an examination ends with a list, whatever is broken
        told = str(error) if isinstance(error, CopydeskError) else f"{type(error).__name__}: {error}"
        yield wrong(check, told.splitlines()[0][:500] if told else type(error).__name__, cure)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when nothing is wrong; warnings alone are 0 too."""
    return 1 if any(finding.state is State.WRONG for finding in findings) else 0
