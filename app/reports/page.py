"""The whole report: one file, no script, nothing fetched, everything from outside escaped."""

from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.domain.labels import FACT_OUTCOMES, OPINIONS, OUTCOMES, STATES, reason_label
from app.reports.article import (
    ON_DETECTORS,
    cycle_difference,
    findings_shown,
    folded_breaks,
    gain,
    score_details,
    timeline_shown,
)
from app.reports.comparison import Comparison
from app.reports.difference import shown_difference
from app.reports.model import RunReport
from app.reports.phrases import plural, score_text
from app.reports.printable import printable, printable_block

ORDER = ("accepted", "rewritten", "escalated", "rejected", "evaluating", "rewriting")
"""States in the order of the summary bar; refused files come last."""


def render_report(run: RunReport) -> str:
    """A self-contained HTML page. Needs no script, no network, and shows in light, dark and print."""
    counts = {state: run.count(state) for state in ORDER} | {"unreadable": len(run.unreadable)}
    return (
        _environment()
        .get_template("report.html")
        .render(
            run=run,
            style=_style(),
            counts={state: count for state, count in counts.items() if count},
            total=max(sum(counts.values()), 1),
            took=_duration(max((run.finished_at - run.started_at).total_seconds(), 0.0)),
        )
    )


def render_comparison(compared: Comparison, *, version: str) -> str:
    """Two texts compared, as a self-contained HTML page."""
    before, after = (folded_breaks(text.source) for text in (compared.original, compared.rewritten))
    return (
        _environment()
        .get_template("comparison.html")
        .render(
            compared=compared,
            segments=shown_difference(before, after),
            style=_style(),
            version=version,
        )
    )


def _style() -> Markup:
    style = resources.files("app.reports").joinpath("style.css").read_text(encoding="utf-8")
    return Markup(style)  # noqa: S704  (the package's own stylesheet)


@cache
def _environment() -> Environment:
    """Undefined names are errors; every string that is not markup is made printable, then escaped."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        finalize=_safe,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        reason=reason_label,
        state=lambda state: STATES.get(state, state),
        outcome=lambda outcome: OUTCOMES.get(outcome, outcome),
        block=_block,
        clock=_clock,
        plural=plural,
        points=score_text,
        fact_outcome=FACT_OUTCOMES.__getitem__,
        capital=_capital,
    )
    made.globals.update(
        opinions=OPINIONS,
        on_detectors=ON_DETECTORS,
        difference=cycle_difference,
        findings_shown=findings_shown,
        timeline_shown=timeline_shown,
        score_details=score_details,
        gain=gain,
    )
    return made


def _safe(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _block(text: str) -> Markup:
    """Several lines of text from outside."""
    return Markup("{}").format(printable_block(text))


def _clock(when: datetime) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(when.isoformat(), f"{when:%Y-%m-%d %H:%M:%S}")


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"
