"""The whole report: one file, no script, nothing fetched, everything from outside escaped."""

from importlib import resources

from app.domain.labels import STATES
from app.reports.article import article_section
from app.reports.markup import clock, esc, plural, score_text, state_badge
from app.reports.model import ArticleReport, RunReport, Unreadable

ORDER = ("accepted", "rewritten", "escalated", "rejected", "evaluating", "rewriting")
ALLOWED = "default-src 'none'; style-src 'unsafe-inline'"
ABOUT = (
    "The AEO score reflects measured, evidence-based criteria; it does not predict citations. "
    "A detector's opinion is evidence, not proof."
)


def render_report(run: RunReport) -> str:
    """A self-contained HTML page. Needs no script, no network, and shows in light, dark and print."""
    style = resources.files("app.reports").joinpath("style.css").read_text(encoding="utf-8")
    articles = "".join(
        article_section(article, anchor=f"a{number}") for number, article in enumerate(run.articles, start=1)
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{ALLOWED}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<title>{esc(run.title)}</title><style>{style}</style></head><body>"
        f'<a class="skip" href="#articles">Skip to the articles</a><main>{_head(run)}{_summary(run)}'
        f"{_table(run)}{articles}</main><footer><p>{ABOUT}</p><p>Copydesk {esc(run.version)}</p></footer>"
        "</body></html>\n"
    )


def _head(run: RunReport) -> str:
    seconds = max((run.finished_at - run.started_at).total_seconds(), 0.0)
    pipeline = f" · {esc(run.pipeline)}" if run.pipeline else ""
    return (
        f'<header class="masthead"><p class="brand">Copydesk</p><h1>{esc(run.title)}</h1>'
        f"<p>{clock(run.started_at)} UTC · {plural(len(run.articles), 'article')} "
        f"in {_duration(seconds)}{pipeline}</p></header>"
    )


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def _summary(run: RunReport) -> str:
    counts = {state: run.count(state) for state in ORDER}
    counts["unreadable"] = len(run.unreadable)
    total = max(sum(counts.values()), 1)
    shown = [(state, count) for state, count in counts.items() if count]
    bar = "".join(
        f'<i class="{state}" style="width:{100 * count / total:.2f}%"></i>' for state, count in shown
    )
    legend = "".join(
        f'<li><span class="key {state}"></span><strong>{count}</strong> {esc(STATES[state])}</li>'
        for state, count in shown
    )
    summary = ", ".join(f"{count} {STATES[state]}" for state, count in shown)
    return (
        '<section class="summary" aria-label="Summary">'
        f'<div class="share" role="img" aria-label="{esc(summary)}">{bar}</div>'
        f'<ul class="legend">{legend}<li class="cost"><strong>${run.cost_usd:.2f}</strong> '
        "spent on models</li></ul></section>"
    )


def _table(run: RunReport) -> str:
    rows = "".join(_row(article, f"a{number}") for number, article in enumerate(run.articles, start=1))
    rows += "".join(map(_refused, run.unreadable))
    heads = "".join(
        f'<th role="columnheader" scope="col">{name}</th>'
        for name in ("article", "state", "AEO before", "after", "why", "cost")
    )
    return (
        '<section id="articles" aria-label="All articles"><table class="run" role="table">'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></section>'
    )


def _row(article: ArticleReport, anchor: str) -> str:
    after = score_text(article.best.measured) if article.is_rewritten else ""
    gained = _gain(article)
    return (
        f'<tr role="row"><td role="cell" class="name"><a href="#{anchor}">{esc(article.path)}</a></td>'
        f'<td role="cell">{state_badge(article.state)}</td>'
        f'<td role="cell" class="number" data-label="before">{score_text(article.original.measured)}</td>'
        f'<td role="cell" class="number" data-label="after">{after}{gained}</td>'
        f'<td role="cell" class="reason">{esc(article.why)}</td>'
        f'<td role="cell" class="number" data-label="cost">${article.cost_usd:.2f}</td></tr>'
    )


def _gain(article: ArticleReport) -> str:
    before, after = article.original.measured, article.best.measured
    if not article.is_rewritten or before is None or after is None:
        return ""
    # The difference of the rounded numbers: 26, 26 and +1 side by side would be confusing.
    gain = round(after) - round(before)
    return f' <span class="gain {"up" if gain > 0 else "down"}">{gain:+d}</span>' if gain else ""


def _refused(refused: Unreadable) -> str:
    return (
        f'<tr role="row"><td role="cell" class="name">{esc(refused.path)}</td>'
        f'<td role="cell">{state_badge("unreadable")}</td><td role="cell"></td><td role="cell"></td>'
        f'<td role="cell" class="reason">{esc(refused.message)}</td><td role="cell"></td></tr>'
    )
