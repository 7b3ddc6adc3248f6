"""Templates: every value is escaped, every page knows who reads it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.domain.access import Permission
from app.domain.review import EscalationReason
from app.reports.printable import printable, printable_block
from app.web.people import Asker, services_of

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
STATIC = FOLDER / "static"

REASONS = {
    EscalationReason.UNSCORABLE: "cannot be scored",
    EscalationReason.BLOCKED: "blocked for engines",
    EscalationReason.INTEGRITY: "integrity failure",
    EscalationReason.MACHINE_WRITTEN: "reads as machine-written",
    EscalationReason.DETECTOR_ABSTAINED: "detector abstained",
    EscalationReason.DETECTORS_DISAGREE: "detectors disagree",
    EscalationReason.SAFETY_TOPIC: "safety topic",
    EscalationReason.REWRITE_CAP: "rewrite cap reached",
    EscalationReason.REWRITE_EXHAUSTED: "nothing more to better",
    EscalationReason.REWRITE_DISABLED: "no rewriting allowed",
    EscalationReason.SCORE_REGRESSED: "score went down",
    EscalationReason.FACTS_BROKEN: "facts broken",
    EscalationReason.BUDGET: "budget gone",
    EscalationReason.PROVIDER_DOWN: "provider down",
    EscalationReason.MAYBE_BILLED: "maybe billed",
    EscalationReason.EDIT_FALLS_SHORT: "edit falls short",
    EscalationReason.FAILED: "processing failed",
    EscalationReason.ASKED_FOR: "asked for",
}


def environment() -> Environment:
    """Undefined names are errors: a page with a hole is worse than one that fails in its test."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        ago=ago, until=until, reason=reason_in_words, plain=printable, block=printable_block, clock=clock
    )
    made.globals.update(Permission=Permission)
    return made


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page, or with a template that begins with `_` a piece of one."""
    asker: Asker | None = getattr(request.state, "asker", None)
    made: Environment = request.app.state.templates
    html = made.get_template(template).render(
        request=request,
        person=None if asker is None else asker.person,
        csrf="" if asker is None else asker.csrf,
        now=services_of(request).clock.now(),
        here=request.url.path,
        **values,
    )
    return HTMLResponse(html, status_code=status)


def reason_in_words(reason: str) -> str:
    return REASONS.get(EscalationReason(reason), reason.replace("-", " "))


def ago(when: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit that says it."""
    return "" if when is None else in_words(now - when)


def until(when: datetime | None, now: datetime) -> str:
    """`in 3 h`, or `2 days late`."""
    if when is None:
        return "overdue"
    return f"in {in_words(when - now)}" if when > now else f"{in_words(now - when)} late"


def in_words(length: timedelta) -> str:
    seconds = max(int(length.total_seconds()), 0)
    for size, one, many in ((86_400, "day", "days"), (3_600, "h", "h"), (60, "min", "min")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {one if count == 1 else many}"
    return "under a minute"


def clock(when: datetime | None) -> Markup:
    """The moment in UTC, which the page's script tells in the reader's own time."""
    if when is None:
        return Markup("")
    told = when.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(told.isoformat(), f"{told:%Y-%m-%d %H:%M} UTC")
