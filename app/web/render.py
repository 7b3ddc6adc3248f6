"""Templates: every value is escaped, and every page knows its reader."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.domain.access import Permission
from app.domain.labels import FACT_OUTCOMES, OPINIONS, event_label, reason_label
from app.reports.printable import printable, printable_block
from app.web.people import Asker, services_of

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
STATIC = FOLDER / "static"


def environment() -> Environment:
    """Undefined names are errors: better a page that fails in its test than one with a gap."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        ago=ago,
        until=until,
        reason=reason_label,
        event=event_label,
        fact_outcome=FACT_OUTCOMES.__getitem__,
        plain=printable,
        block=printable_block,
        clock=clock,
    )
    made.globals.update(Permission=Permission, opinions_of=OPINIONS)
    return made


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page, or, with a template that starts with `_`, a fragment of one."""
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


def ago(when: datetime | None, now: datetime) -> str:
    """How long ago, in the largest suitable unit."""
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
    """The time in UTC, which the page's script converts to the reader's time zone."""
    if when is None:
        return Markup("")
    utc = when.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(utc.isoformat(), f"{utc:%Y-%m-%d %H:%M} UTC")
