"""`[escalation]` of `copydesk.toml`: desks, levels, rules and the calendar, checked key by key."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from app.config.policy_file.values import Unfit, flag, text, texts, whole_number
from app.domain.escalation_policy import (
    Calendar,
    DeskPolicy,
    EscalationPolicy,
    Level,
    OnTimeout,
    RoutingRule,
)
from app.domain.review import EscalationReason

T = TypeVar("T")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES = whole_number(1, 60 * 24 * 365)


def escalation(value: Any) -> EscalationPolicy:
    """The typed form of the table. Raises Unfit, naming the key below `escalation` that is wrong."""
    table = _table(value, "", {"desk", "rule", "calendar", "always"})
    given: dict[str, Any] = {}
    if "desk" in table:
        given["desks"] = tuple(_desk(raw) for raw in _tables(table["desk"], "desk"))
    if "rule" in table:
        given["rules"] = tuple(_rule(raw) for raw in _tables(table["rule"], "rule"))
    if "calendar" in table:
        given["calendar"] = _calendar(table["calendar"])
    given |= _read(table, "escalation", {"always": flag})
    return _made(EscalationPolicy, given)


def _desk(raw: Any) -> DeskPolicy:
    table = _table(
        raw, "desk", {"name", "reviewers", "answers_needed", "four_eyes", "lease_minutes", "level"}, ("name",)
    )
    readers: dict[str, Callable[[Any], Any]] = {
        "name": text,
        "reviewers": texts,
        "answers_needed": whole_number(1, 9),
        "four_eyes": lambda value: frozenset(map(_reason, texts(value))),
        "lease_minutes": whole_number(1, 24 * 60),
    }
    given = _read(table, "desk", readers)
    if "level" in table:
        given["levels"] = tuple(_level(raw) for raw in _tables(table["level"], "desk.level"))
    return _made(DeskPolicy, given)


def _level(raw: Any) -> Level:
    table = _table(
        raw, "desk.level", {"name", "minutes", "reviewers", "remind_after", "on_timeout"}, ("name",)
    )
    readers: dict[str, Callable[[Any], Any]] = {
        "name": text,
        "minutes": _MINUTES,
        "reviewers": texts,
        "remind_after": _share,
        "on_timeout": _timeout,
    }
    return _made(Level, _read(table, "desk.level", readers))


def _rule(raw: Any) -> RoutingRule:
    table = _table(raw, "rule", {"desk", "sources", "languages", "tags", "reasons"}, ("desk",))
    readers: dict[str, Callable[[Any], Any]] = {
        "desk": text,
        "sources": texts,
        "languages": texts,
        "tags": texts,
        "reasons": lambda value: tuple(map(_reason, texts(value))),
    }
    return _made(RoutingRule, _read(table, "rule", readers))


def _calendar(raw: Any) -> Calendar:
    known = {"time_zone", "opens", "closes", "days", "country", "holidays"}
    readers: dict[str, Callable[[Any], Any]] = {
        "time_zone": _zone,
        "opens": _hour,
        "closes": _hour,
        "days": lambda value: frozenset(map(_day, texts(value))),
        "country": _country,
        "holidays": _dates,
    }
    return _made(Calendar, _read(_table(raw, "calendar", known), "calendar", readers))


def _table(raw: Any, path: str, known: set[str], needed: tuple[str, ...] = ()) -> Mapping[str, Any]:
    where = f"has {path}, which" if path else ""
    if not isinstance(raw, dict):
        raise Unfit(f"{where} must be a table".strip())
    unknown = sorted(set(raw) - known)
    if unknown:
        raise Unfit(f"{where} knows no {unknown[0]!r}; it knows {', '.join(sorted(known))}".strip())
    for key in needed:
        if key not in raw:
            raise Unfit(f"{where} lacks {key}".strip())
    return raw


def _tables(raw: Any, path: str) -> list[Any]:
    if not isinstance(raw, list) or not raw:
        raise Unfit(f"must write {path} as [[escalation.{path}]] tables")
    return raw


def _read(table: Mapping[str, Any], path: str, readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    given = {}
    for key, reader in readers.items():
        if key in table:
            try:
                given[key] = reader(table[key])
            except Unfit as error:
                raise Unfit(f"has {path}.{key}, which {error}") from None
    return given


def _made(kind: Callable[..., T], given: Mapping[str, Any]) -> T:
    try:
        return kind(**given)
    except ValueError as error:
        raise Unfit(f"does not fit together: {error}") from None


def _reason(name: str) -> EscalationReason:
    try:
        return EscalationReason(name)
    except ValueError:
        raise Unfit(f"knows no reason {name!r}; the reasons are {', '.join(EscalationReason)}") from None


def _timeout(value: Any) -> OnTimeout:
    try:
        return OnTimeout(text(value))
    except ValueError:
        raise Unfit(f"must be one of {', '.join(OnTimeout)}") from None


def _share(value: Any) -> float:
    if isinstance(value, bool) or not 0 < float(value) <= 1:
        raise Unfit("must be a share above 0 and up to 1, like 0.75")
    return float(value)


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(text(value)).key
    except (LookupError, ValueError, OSError):
        raise Unfit(f"knows no time zone {value!r}; write one like Europe/Berlin") from None


def _hour(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(text(value))
    except ValueError:
        raise Unfit(f'must be a time of day like "09:00", not {value!r}') from None


def _day(name: str) -> int:
    if name.lower() not in DAYS:
        raise Unfit(f"knows no day {name!r}; write {', '.join(DAYS)}")
    return DAYS.index(name.lower())


def _country(value: Any) -> str:
    from app.platform.holidays import public_holidays

    code = text(value)
    try:
        public_holidays(code)
    except ValueError as error:
        raise Unfit(f"cannot be used: {error}") from None
    return code


def _dates(value: Any) -> tuple[date, ...]:
    try:
        return tuple(one if isinstance(one, date) else date.fromisoformat(one) for one in value)
    except (TypeError, ValueError):
        raise Unfit("must be a list of days like 2026-12-24") from None
