"""One article's part of the report: scores, cases, differences, findings, facts, timeline."""

from collections import Counter
from collections.abc import Iterator

from app.domain.labels import OUTCOMES, reason_label
from app.domain.review import EscalationReason
from app.domain.scores import Finding, Gate, Severity
from app.reports.difference import Kind, Segment, shown_difference
from app.reports.markup import (
    clock,
    esc,
    esc_block,
    items,
    opinion,
    plural,
    score_bar,
    state_badge,
)
from app.reports.model import ArticleReport, CycleReport, RevisionReport

MOST_FINDINGS = 40
MOST_EVENTS = 60
RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.SUGGESTION: 2}

GRADES = (
    "Grade of evidence: A controlled and replicated, B controlled once or strong observation, "
    "C observed or contested, 0 convention. Only A and B carry weight."
)

TAGS = {
    Kind.SAME: "span",
    Kind.REMOVED: "del",
    Kind.ADDED: "ins",
    Kind.MOVED_AWAY: "del",
    Kind.MOVED_HERE: "ins",
}


def article_section(article: ArticleReport, *, anchor: str) -> str:
    title = article.title or article.path
    return "".join(
        (
            f'<section class="article" id="{anchor}" aria-labelledby="{anchor}-title">',
            f'<header><h2 id="{anchor}-title">{esc(title)}</h2>',
            f'<p class="path">{esc(article.path)}</p></header>',
            f'<p class="why">{state_badge(article.state)} {esc(article.why)}</p>',
            _scores(article),
            _cases(article),
            *(_cycle(article, cycle) for cycle in article.cycles),
            _findings(article),
            _timeline(article),
            "</section>",
        )
    )


def _scores(article: ArticleReport) -> str:
    before, after = article.original, article.best
    bars = score_bar(
        before.measured, least=article.min_aeo, label="AEO before" if article.is_rewritten else "AEO"
    )
    if article.is_rewritten:
        bars += score_bar(after.measured, least=article.min_aeo, label="AEO after")
    return f'<div class="scores">{bars}{_score_details(after)}{"".join(map(opinion, after.detectors))}</div>'


def _score_details(revision: RevisionReport) -> str:
    aeo = revision.aeo
    if aeo is None:
        return '<p class="details">not evaluated yet</p>'
    parts = [plural(revision.words, "word"), revision.language or "language not recognised"]
    if aeo.gate is not Gate.PASS:
        parts.append(f"{aeo.gate}: {aeo.reason}")
    if aeo.interval is not None:
        parts.append(f"score interval {aeo.interval[0]:.0f}–{aeo.interval[1]:.0f}")
    parts += [
        f"integrity {aeo.integrity}",
        f"{aeo.coverage:.0%} of the checks applied",
        f"rubric {aeo.rubric_version}",
    ]
    return f'<p class="details">{esc(" · ".join(parts))}</p>'


def _cases(article: ArticleReport) -> str:
    sections = []
    for case in article.cases:
        reason = esc(reason_label(case.reason))
        answer = f"Decided: {esc(case.decision)}" if case.decision else _how_to_decide(case.id, case.reason)
        sections.append(
            f'<div class="case"><p><strong>Escalated to a person: {reason}</strong> '
            f'<span class="priority">{esc(case.priority.label)}</span></p>'
            f"<p>{esc(case.message)}</p><p>{answer}</p></div>"
        )
    return "".join(sections)


def _how_to_decide(case_id: str, reason: EscalationReason) -> str:
    hint = (
        "A detector's score is evidence, not proof: ask the author before you act on it. "
        if reason in {EscalationReason.MACHINE_WRITTEN, EscalationReason.DETECTORS_DISAGREE}
        else ""
    )
    return f"{hint}Open it with <code>copydesk review show {esc(case_id)}</code>."


def _cycle(article: ArticleReport, cycle: CycleReport) -> str:
    before = next((revision for revision in article.revisions if revision.id == cycle.revision_id), None)
    paid = f", ${cycle.cost_usd:.4f}" if cycle.cost_usd else ""
    by = f" by {esc(cycle.model or cycle.provider)}" if cycle.model or cycle.provider else ""
    head = f"Rewrite {cycle.number}{by}: {esc(OUTCOMES.get(cycle.outcome, cycle.outcome))}{paid}"
    facts = ""
    if cycle.facts is not None and cycle.facts.summary:
        kept = "kept" if cycle.facts.is_kept else "broken"
        facts = f'<p class="facts {kept}">Facts: {esc(cycle.facts.summary)}</p>'
    shown = ""
    if before is not None and cycle.candidate is not None and cycle.candidate != before.source:
        segments = shown_difference(_folded_breaks(before.source), _folded_breaks(cycle.candidate))
        shown = (
            '<div class="difference" tabindex="0" role="group" aria-label="difference">'
            f"{''.join(map(_segment, segments))}</div>"
        )
    why = items((esc(reason) for reason in cycle.reasons), css="reasons")
    if not shown and not facts and not why:
        return f'<p class="cycle">{head}</p>'
    return f"<details open><summary>{head}</summary>{facts}{shown}{why}</details>"


def _folded_breaks(source: str) -> str:
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _segment(segment: Segment) -> str:
    if segment.kind is Kind.FOLDED:
        return f'<span class="folded">{esc(segment.text)}</span>'
    tag = TAGS[segment.kind]
    moved = segment.kind in {Kind.MOVED_AWAY, Kind.MOVED_HERE}
    attributes = ' class="moved" title="moved"' if moved else ""
    return f"<{tag}{attributes}>{esc_block(segment.text)}</{tag}>"


def _findings(article: ArticleReport) -> str:
    findings = article.best.findings
    fixed = _fixed(article)
    counts = Counter(finding.severity for finding in findings)
    summary = ", ".join(plural(counts[severity], severity.value) for severity in RANK if counts[severity])
    head = f"Findings: {summary or 'none'}"
    if fixed:
        head += f" ({plural(fixed, 'other')} fixed by the rewrite)"
    if not findings:
        return f'<p class="cycle">{esc(head)}</p>'
    ordered = sorted(findings, key=lambda finding: RANK[finding.severity])
    rows = "".join(_finding(finding) for finding in sorted(ordered[:MOST_FINDINGS], key=_position))
    more = len(findings) - MOST_FINDINGS
    rest = (
        f'<p class="more">and {more} more: <code>copydesk check</code> lists them all</p>' if more > 0 else ""
    )
    return (
        f"<details><summary>{esc(head)}</summary>"
        '<div class="wide"><table class="findings"><thead><tr><th scope="col">line</th>'
        '<th scope="col">finding</th>'
        f'<th scope="col"><abbr title="{GRADES}">evidence</abbr></th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>{rest}</details>"
    )


def _position(finding: Finding) -> tuple[int, int, str]:
    return finding.line, finding.column, finding.check_id


def _finding(finding: Finding) -> str:
    fix = f'<span class="fix">{esc(finding.fix)}</span>' if finding.fix else ""
    return (
        f'<tr><td class="position">{finding.line}:{finding.column}</td>'
        f'<td><span class="severity {esc(finding.severity)}">{esc(finding.severity)}</span> '
        f"<code>{esc(finding.check_id)}</code> {esc(finding.message)}{fix}</td>"
        f'<td class="grade">{esc(finding.evidence)}</td></tr>'
    )


def _fixed(article: ArticleReport) -> int:
    """Findings of the original that the best revision no longer has, counted by check."""
    if not article.is_rewritten:
        return 0
    before = Counter(finding.check_id for finding in article.original.findings)
    before.subtract(finding.check_id for finding in article.best.findings)
    return sum(count for count in before.values() if count > 0)


def _timeline(article: ArticleReport) -> str:
    if not article.timeline:
        return ""
    lines = "".join(_lines(article))
    return f'<details><summary>Timeline</summary><ol class="timeline">{lines}</ol></details>'


def _lines(article: ArticleReport) -> Iterator[str]:
    for event in article.timeline[:MOST_EVENTS]:
        by = f' <span class="actor">{esc(event.actor)}</span>' if event.actor else ""
        yield f"<li>{clock(event.when)} {esc(event.what)}{by}</li>"
    more = len(article.timeline) - MOST_EVENTS
    if more > 0:
        yield f"<li>and {more} more</li>"
