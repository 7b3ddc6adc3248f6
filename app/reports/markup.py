"""HTML fragments. Every text from outside goes through `esc`."""

import html
from collections.abc import Iterable
from datetime import datetime

from app.domain.labels import OPINIONS, STATES
from app.domain.scores import Abstained, DetectorScore
from app.reports.printable import printable, printable_block


def esc(text: str) -> str:
    """One line of text from outside."""
    return html.escape(printable(text), quote=True)


def esc_block(text: str) -> str:
    """Several lines of text from outside."""
    return html.escape(printable_block(text), quote=True)


def state_badge(state: str) -> str:
    return f'<span class="badge {esc(state)}">{esc(STATES.get(state, state))}</span>'


def score_text(measured: float | None) -> str:
    return "–" if measured is None else f"{measured:.0f}"


def score_bar(measured: float | None, *, least: float, label: str) -> str:
    """A bar from 0 to 100 with the policy's threshold marked; labelled in words for screen readers."""
    if measured is None:
        return (
            f'<div class="score"><span class="what">{esc(label)}</span>'
            '<span class="bar none"></span><span class="value">no score</span></div>'
        )
    met = "met" if measured >= least else "short"
    description = f"{esc(label)}: {measured:.1f} of 100, the policy requires {least:.0f}"
    return (
        f'<div class="score"><span class="what">{esc(label)}</span>'
        f'<span class="bar" role="img" aria-label="{description}">'
        f'<i class="{met}" style="width:{min(max(measured, 0.0), 100.0):.1f}%"></i>'
        f'<b style="left:{min(max(least, 0.0), 100.0):.1f}%"></b></span>'
        f'<span class="value">{measured:.1f}</span></div>'
    )


def opinion(score: DetectorScore | Abstained) -> str:
    name = f'<span class="detector">{esc(score.detector)} {esc(score.version)}</span>'
    if isinstance(score, Abstained):
        return f'<p class="opinion">{name} <strong>abstained</strong>: {esc(score.reason)}</p>'
    return (
        f'<p class="opinion">{name} <strong>{OPINIONS[score.label]}</strong>, '
        f"{score.probability:.0%} machine, {esc(score.confidence)} confidence "
        "<em>(evidence, not proof)</em></p>"
    )


def items(lines: Iterable[str], *, css: str = "") -> str:
    inner = "".join(f"<li>{line}</li>" for line in lines)
    return f'<ul class="{css}">{inner}</ul>' if inner else ""


def clock(when: datetime) -> str:
    return f'<time datetime="{when.isoformat()}">{when:%Y-%m-%d %H:%M:%S}</time>'


def plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
