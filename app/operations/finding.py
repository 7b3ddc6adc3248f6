"""The result of a check: one sentence on what was found, and one on how to fix it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import CopydeskError


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works for now, but will cause trouble one day."""
    WRONG = "wrong"
    """Jobs are lost or stuck, or data is open to others."""
    UNKNOWN = "unknown"
    """It could not be checked, because an earlier check failed."""


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    state: State
    detail: str
    remedy: str = ""


def ok(check: str, detail: str) -> Finding:
    return Finding(check, State.OK, detail)


def warning(check: str, detail: str, remedy: str) -> Finding:
    return Finding(check, State.WARNING, detail, remedy)


def wrong(check: str, detail: str, remedy: str) -> Finding:
    return Finding(check, State.WRONG, detail, remedy)


def guarded(check: str, examine: Callable[[], Iterable[Finding]], *, remedy: str) -> Iterator[Finding]:
    """The findings of a check; an exception becomes a finding too, so that all other checks still run."""
    try:
        yield from examine()
    except Exception as error:  # noqa: BLE001 - the doctor prints a complete list, whatever is broken
        message = str(error) if isinstance(error, CopydeskError) else f"{type(error).__name__}: {error}"
        yield wrong(check, message.splitlines()[0][:500] if message else type(error).__name__, remedy)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 if nothing is wrong; warnings do not count."""
    return 1 if any(finding.state is State.WRONG for finding in findings) else 0
