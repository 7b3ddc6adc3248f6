"""What a team asks of its texts: the typed form of `copydesk.toml`. Loaded by `app.config.policy_file`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.domain.escalation_policy import EscalationPolicy


class Goal(StrEnum):
    """What a text is measured against. A profile makes each required, recommended or neither."""

    AEO = "aeo"
    """The measured AEO score reaches `min_aeo`."""
    HUMAN = "human"
    """No detector calls it `ai`."""
    INTEGRITY = "integrity"
    """No hidden text, no instruction-like comments, no unsupported claims that engines reward."""
    FINDINGS = "findings"
    """No finding of severity `error`."""


@dataclass(frozen=True, slots=True)
class DetectorLine:
    """Where a team draws the line of the shipped detector, from `copydesk calibrate`."""

    weights: str = ""
    """The version of the weights it was drawn with; empty where the team drew none."""
    shift: float = 0.0
    """Log-odds added to the shipped thresholds; positive calls fewer texts machine-written."""
    rate: float = 0.01
    """The share of human texts (0 to 1) that it was drawn for."""


@dataclass(frozen=True, slots=True)
class DetectorPolicy:
    use: tuple[str, ...] = ("copydesk",)
    required: tuple[str, ...] = ()
    """A required detector that abstains makes the verdict UNCERTAIN: a person decides."""
    escalate_on_disagreement: bool = True
    line: DetectorLine = DetectorLine()


@dataclass(frozen=True, slots=True)
class Budgets:
    """US dollars; None is no limit of that kind."""

    per_run: Decimal | None = None
    per_submission: Decimal | None = Decimal(1)
    per_project: Decimal | None = None
    per_month: Decimal | None = Decimal(100)


@dataclass(frozen=True, slots=True)
class HouseStyle:
    tone: str = ""
    use: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    reading_level: str = ""
    dialect: str = ""


@dataclass(frozen=True, slots=True)
class RewritePolicy:
    enabled: bool = True
    providers: tuple[str, ...] = ("rules",)
    """Fallback chain: `rules`, `PROVIDER:MODEL`, or a rewriter of a plug-in."""
    max_rewrites: int = 3
    min_gain: float = 1.0
    """Points of the measured score that a cycle must bring to be worth another."""
    on_unknown_outcome: str = "escalate"
    """`escalate`, or `repeat` for one more paid call after a call that was maybe billed."""
    batch: bool = False
    """Whether `low` and `bulk` submissions wait for the vendor's batch API, at half price."""
    checks: tuple[str, ...] = ()
    """Further checks of a candidate whose facts were kept: `nli`, `PROVIDER:MODEL`."""
    on_doubt: str = "escalate"
    """What such a check finds: `escalate` leaves the candidate to a person, `notice` only shows it."""
    protected: tuple[str, ...] = ()
    """Passages that no rewrite may touch, as plain text."""
    style: HouseStyle = HouseStyle()
    budgets: Budgets = Budgets()


MAX_REWRITES_CAP = 10
"""No policy may ask for more cycles than this."""


@dataclass(frozen=True, slots=True)
class Policy:
    version: str = "default"
    """Hash of what is in force; stored with every evaluation."""
    project: str = "default"
    profile: str = "default"
    required: frozenset[Goal] = frozenset({Goal.AEO, Goal.HUMAN, Goal.INTEGRITY})
    recommended: frozenset[Goal] = frozenset({Goal.FINDINGS})
    min_aeo: float = 30.0
    """Reached by about three of four published web articles: see docs/explanation/aeo-score.md."""
    target_query: str | None = None
    robots_txt: str | None = None
    """The text of the site's robots.txt, where the policy names one."""
    sources: tuple[str, ...] = ()
    """The texts of supplied sources: a figure that one of them holds is supported."""
    detectors: DetectorPolicy = DetectorPolicy()
    disabled_checks: frozenset[str] = frozenset()
    rewrite: RewritePolicy = field(default_factory=RewritePolicy)
    reviewers: tuple[str, ...] = ()
    escalation: EscalationPolicy = EscalationPolicy()
    custom_checks: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    """The project's own AEO checks as written under `[[check]]`; the rubric validates them."""

    @property
    def demands(self) -> tuple[str, ...]:
        """The required goals in a person's words, in one order."""
        words = {
            Goal.INTEGRITY: "integrity",
            Goal.HUMAN: "no sign of a machine",
            Goal.FINDINGS: "no error findings",
            Goal.AEO: f"AEO of {self.min_aeo:g}",
        }
        return tuple(phrase for goal, phrase in words.items() if goal in self.required)


def asking(policy: Policy) -> Policy:
    """The same policy for a text that a person wants to see in any case, under a version of its own."""
    if policy.escalation.always:
        return policy
    escalation = replace(policy.escalation, always=True)
    return replace(policy, escalation=escalation, version=f"{policy.version}+asked"[:64])
