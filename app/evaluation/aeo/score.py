"""Compute the score of one document from its checks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.content import Document
from app.domain.scores import AeoScore, Component, Finding, Gate, Integrity
from app.evaluation.aeo.aeo_weights import AeoWeights
from app.evaluation.aeo.check import Check, CheckRole
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.interval import half_width, reached
from app.evaluation.aeo.kinds import KINDS
from app.evaluation.aeo.kinds.outcome import CheckOutcome
from app.evaluation.aeo.rubric import Rubric
from app.evaluation.aeo.scale import place, reference_bands
from app.evaluation.aeo.wrapping import without_wrapping_fence

DECIMALS = 1
"""Of the published score: its interval is several points wide, so further digits would mean nothing."""

Outcomes = Sequence[tuple[Check, CheckOutcome]]


def score_aeo(
    document: Document,
    *,
    rubric: Rubric,
    target_query: str | None = None,
    original: Document | None = None,
    supplied_sources: tuple[str, ...] = (),
    robots_txt: str | None = None,
) -> AeoScore:
    """Readiness for answer engines: gates, a measured score, findings with their spans.

    `original` is the text this one was rewritten from: a figure counts as supported if it did there, and one
    found neither there nor in a supplied source fails integrity. Never raises for odd content.
    """
    page = CheckedPage(
        without_wrapping_fence(document),
        query=target_query,
        original=None
        if original is None
        else CheckedPage(without_wrapping_fence(original), supplied=supplied_sources),
        supplied=supplied_sources,
        robots_txt=robots_txt,
    )
    outcomes = run_checks(page, rubric.checks)
    gate, reason = _gate(outcomes)
    score = AeoScore(
        gate=gate,
        rubric_version=rubric.version,
        integrity=_integrity(outcomes),
        coverage=len(outcomes) / len(rubric.checks) if rubric.checks else 0.0,
        findings=_in_order(outcomes),
        reason=reason,
    )
    if gate is Gate.UNSCORABLE:
        return score
    return _placed(_with_points(score, outcomes, rubric.weights), outcomes, rubric.weights, words=page.words)


def run_checks(page: CheckedPage, checks: Sequence[Check]) -> list[tuple[Check, CheckOutcome]]:
    """Every check that applies to this page, with its outcome."""
    document = page.document
    outcomes = []
    for check in checks:
        if check.languages and document.language not in check.languages:
            continue
        if check.formats and document.format.value not in check.formats:
            continue
        outcome = KINDS[check.kind](check, page)
        if outcome is not None:
            outcomes.append((check, outcome))
    return outcomes


def _with_points(score: AeoScore, outcomes: Outcomes, weights: AeoWeights) -> AeoScore:
    weighted = [(check, outcome) for check, outcome in outcomes if check.id in weights.points]
    penalties = [(check, outcome) for check, outcome in outcomes if check.role is CheckRole.PENALTY]
    taken = sum(check.number("points") * outcome.strength for check, outcome in penalties)
    strengths = {check.id: outcome.strength for check, outcome in weighted}
    standing = {check.id: outcome.standing for check, outcome in weighted}
    pulls = {check.id: outcome.pull for check, outcome in weighted}
    measured = round(_bounded(reached(strengths, weights.points) - taken), DECIMALS)
    stands = round(_bounded(reached(standing, weights.points) - taken), DECIMALS)
    return replace(
        score,
        measured=measured,
        interval=_interval(measured, weighted, weights),
        standing=min(measured, stands),
        pull=_bounded(reached(pulls, weights.points)),
        components=_components(weighted, penalties, weights.points),
    )


def _placed(score: AeoScore, outcomes: Outcomes, weights: AeoWeights, *, words: float) -> AeoScore:
    applied = {check.id for check, _ in outcomes}
    if score.measured is None or not applied.issuperset(weights.points):
        return score
    return replace(score, place=place(score.measured, words=words, bands=reference_bands()))


def _interval(measured: float, weighted: Outcomes, weights: AeoWeights) -> tuple[float, float]:
    half = half_width(
        {check.id: outcome.strength for check, outcome in weighted},
        {check.id: outcome.deviation for check, outcome in weighted},
        points=weights.points,
        resampled=weights.resampled,
        engine=weights.engine_deviation,
    )
    return round(_bounded(measured - half), DECIMALS), round(_bounded(measured + half), DECIMALS)


def _components(
    weighted: Outcomes, penalties: Outcomes, points: Mapping[str, float]
) -> tuple[Component, ...]:
    possible = sum(points[check.id] for check, _ in weighted)
    gained = [
        Component(
            check.id, outcome.value, 100 * points[check.id] * outcome.strength / possible if possible else 0.0
        )
        for check, outcome in weighted
    ]
    taken = [
        Component(check.id, outcome.value, -check.number("points") * outcome.strength)
        for check, outcome in penalties
        if outcome.strength > 0
    ]
    return (*gained, *taken)


def _gate(outcomes: Outcomes) -> tuple[Gate, str]:
    """The gate and its reason; unscorable takes precedence over blocked."""
    closed = [
        (check, outcome) for check, outcome in outcomes if check.role is CheckRole.GATE and outcome.reason
    ]
    for wanted in (Gate.UNSCORABLE, Gate.BLOCKED):
        for check, outcome in closed:
            if check.parameters["gate"] == wanted.value:
                return wanted, outcome.reason
    return Gate.PASS, ""


def _integrity(outcomes: Outcomes) -> Integrity:
    """Fails for a failed integrity check, or for claims invented since the original."""
    for check, outcome in outcomes:
        if outcome.invented or (check.role is CheckRole.INTEGRITY and outcome.strength > 0):
            return Integrity.FAIL
    return Integrity.PASS


def _in_order(outcomes: Outcomes) -> tuple[Finding, ...]:
    every = [finding for _, outcome in outcomes for finding in outcome.findings]
    return tuple(sorted(every, key=lambda finding: (finding.line, finding.column, finding.check_id)))


def _bounded(points: float) -> float:
    return max(0.0, min(100.0, points))
