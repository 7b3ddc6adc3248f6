"""The JSON of revisions, evaluations, differences and decisions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.db import codec
from app.domain.lifecycle import RevisionOrigin
from app.domain.records import DecisionRecord, EvaluationRecord, RevisionRecord
from app.domain.review import DecisionKind
from app.domain.scores import AeoBand, AeoPlace, AeoScore, Evaluation, Gate, Integrity
from app.domain.verdict import Outcome, Reason


class ReasonOut(BaseModel):
    code: str
    message: str
    outcome: Outcome
    is_required: bool


class ComponentOut(BaseModel):
    check_id: str
    value: float
    """The measured value, in the check's own unit."""
    points: float
    """How many points it adds to the measured score, or subtracts from it."""


class PlaceOut(BaseModel):
    """Where a score stands among published texts of its length."""

    percentile: int
    """0 to 100: the share of the reference texts that score lower."""
    band: AeoBand
    """The quarter that it falls in."""
    texts: int
    """How many reference texts there are of that length."""
    words: tuple[int, int | None]
    """From and up to how many words; null where there is no end."""

    @classmethod
    def of(cls, place: AeoPlace) -> "PlaceOut":
        return cls(percentile=place.percentile, band=place.band, texts=place.texts, words=place.words)


class AeoOut(BaseModel):
    """The parts of an AEO score, as in `copydesk check --json`; none predicts citations."""

    gate: Gate
    reason: str
    """Why it is blocked or unscorable; empty if it passes."""
    measured: float | None
    """0 to 100; figures count with a source only. Null if the text cannot be scored."""
    interval: tuple[float, float] | None
    """The middle 90 % of what `measured` might be: the noise of the engine, the weights and the counts."""
    standing: float | None
    """The part of `measured` that stands on its own; null in evaluations from before it was computed."""
    unsourced: float | None
    """The rest of `measured`: from sentences whose figures, quotations or named sources have no link."""
    place: PlaceOut | None
    """Null in languages to which not every check applies, and in evaluations from before it was computed."""
    pull: float | None
    """0 to 100: what engines respond to, figures without a source included. It does not affect decisions."""
    integrity: Integrity
    coverage: float
    """0 to 1: the share of the checks that applied."""
    components: list[ComponentOut]

    @classmethod
    def of(cls, aeo: AeoScore) -> "AeoOut":
        return cls(
            gate=aeo.gate,
            reason=aeo.reason,
            measured=aeo.measured,
            interval=aeo.interval,
            standing=aeo.standing,
            unsourced=aeo.unsourced,
            place=None if aeo.place is None else PlaceOut.of(aeo.place),
            pull=aeo.pull,
            integrity=aeo.integrity,
            coverage=aeo.coverage,
            components=[
                ComponentOut(check_id=part.check_id, value=part.value, points=part.points)
                for part in aeo.components
            ],
        )


class EvaluationOut(BaseModel):
    """All scores of one revision. `detectors` and `findings` are as in `copydesk check --json`."""

    outcome: Outcome
    reasons: list[ReasonOut]
    aeo: float | None
    """`score.measured`."""
    score: AeoOut
    words: int
    language: str | None
    policy_version: str
    rubric_version: str
    detectors: dict[str, dict[str, Any]]
    findings: list[dict[str, Any]]

    @classmethod
    def of(
        cls, evaluation: Evaluation, outcome: Outcome, reasons: Sequence[Reason], policy_version: str
    ) -> "EvaluationOut":
        dumped = codec.dump(Evaluation, evaluation)
        return cls(
            outcome=outcome,
            reasons=[
                ReasonOut(code=r.code.value, message=r.message, outcome=r.outcome, is_required=r.is_required)
                for r in reasons
            ],
            aeo=evaluation.aeo.measured,
            score=AeoOut.of(evaluation.aeo),
            words=evaluation.words,
            language=evaluation.language,
            policy_version=policy_version,
            rubric_version=evaluation.aeo.rubric_version,
            detectors=dumped["detectors"],
            findings=dumped["findings"],
        )

    @classmethod
    def stored(cls, record: EvaluationRecord) -> "EvaluationOut":
        return cls.of(record.evaluation, record.outcome, record.reasons, record.policy_version)


class RevisionLine(BaseModel):
    number: int
    origin: RevisionOrigin
    author: str
    fingerprint: str
    created_at: datetime
    is_accepted: bool
    evaluation: EvaluationOut | None


class RevisionText(BaseModel):
    number: int
    origin: RevisionOrigin
    text: str
    fingerprint: str

    @classmethod
    def of(cls, revision: RevisionRecord) -> "RevisionText":
        return cls(
            number=revision.number,
            origin=revision.origin,
            text=revision.source,
            fingerprint=revision.fingerprint,
        )


class SegmentOut(BaseModel):
    """`kind` is `same`, `removed`, `added`, `moved-away` or `moved-here`."""

    kind: str
    text: str


class DecisionOut(BaseModel):
    case_id: str
    kind: DecisionKind
    reviewer: str
    reason: str
    instructions: str
    created_at: datetime

    @classmethod
    def of(cls, record: DecisionRecord) -> "DecisionOut":
        return cls(
            case_id=record.escalation_id,
            kind=record.kind,
            reviewer=record.reviewer,
            reason=record.reason,
            instructions=record.instructions,
            created_at=record.created_at,
        )
