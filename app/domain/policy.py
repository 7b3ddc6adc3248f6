"""A team's requirements for its texts: the typed `copydesk.toml`, loaded by `app.config.policy_file`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.domain.escalation_policy import EscalationPolicy
from app.domain.house_rules import HouseRules


class Goal(StrEnum):
    """What texts are measured against. A profile makes each goal required, recommended or neither."""

    AEO = "aeo"
    """The interval of the AEO score reaches `min_aeo`."""
    HUMAN = "human"
    """No detector labels the text `ai`."""
    INTEGRITY = "integrity"
    """No hidden text, no comments that read like instructions, no unsupported claims that engines reward."""
    FINDINGS = "findings"
    """No finding of severity `error`."""


@dataclass(frozen=True, slots=True)
class DetectorLine:
    """A team's own threshold for the built-in detector, from `copydesk calibrate`."""

    weights: str = ""
    """The version of the weights it was calibrated with; empty if it never was."""
    shift: float = 0.0
    """Log-odds added to the built-in thresholds; a positive shift calls fewer texts machine-written."""
    rate: float = 0.01
    """The false-positive rate (0 to 1) it was calibrated for."""


@dataclass(frozen=True, slots=True)
class DetectorPolicy:
    use: tuple[str, ...] = ("copydesk",)
    required: tuple[str, ...] = ()
    """A required detector that abstains makes the verdict UNCERTAIN: a person decides."""
    escalate_on_disagreement: bool = True
    line: DetectorLine = DetectorLine()


@dataclass(frozen=True, slots=True)
class Budgets:
    """US dollars; None means no limit."""

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


JUDGE_AUTO = "auto"
JUDGE_NOBODY = "none"


@dataclass(frozen=True, slots=True)
class RewritePolicy:
    enabled: bool = True
    providers: tuple[str, ...] = ("rules",)
    """Fallback chain: `rules`, `PROVIDER:MODEL`, or a rewriter of a plug-in."""
    max_rewrites: int = 3
    min_gain: float = 1.0
    """Points of the measured score that a cycle must gain to justify another."""
    on_unknown_outcome: str = "escalate"
    """`escalate`, or `repeat`: one more paid call after a call that may have been billed."""
    batch: bool = False
    """Whether `low` and `bulk` submissions wait for the vendor's batch API, at half price."""
    checks: tuple[str, ...] = ()
    """Additional checks of a candidate that kept its facts: `nli`, `PROVIDER:MODEL`."""
    on_doubt: str = "escalate"
    """What to do with such a check's doubts: `escalate` asks a person, `notice` only shows them."""
    on_wording: str = "escalate"
    """What to do with doubts of wording: `escalate` asks a judge or a person, `accept` takes them."""
    judge: str = JUDGE_AUTO
    """Who settles doubts of wording about a model's candidate: `PROVIDER:MODEL`, `none`, or `auto`: the first
    other model of `providers`."""
    protected: tuple[str, ...] = ()
    """Passages that no rewrite may change, as plain text."""
    style: HouseStyle = HouseStyle()
    budgets: Budgets = Budgets()


OFF = "off"
"""The severity of a rule whose findings are not shown; the score counts as before."""


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What a policy makes of one rule."""

    rule: str
    """The id: `CON031`."""
    severity: str | None = None
    """`error`, `warning`, `suggestion` or `off`; None keeps the rule's own. A severity also shows a rule that
    is otherwise shown on request."""
    parameters: tuple[tuple[str, Any], ...] = ()
    """Name and value of each parameter that replaces the rule's own."""


MAX_REWRITES_CAP = 10
"""No policy may ask for more cycles than this."""


@dataclass(frozen=True, slots=True)
class Policy:
    version: str = "default"
    """Hash of the effective policy; stored with every evaluation."""
    project: str = "default"
    profile: str = "default"
    exclude: tuple[str, ...] = ()
    """Patterns of paths that are no articles, for whoever searches a folder."""
    required: frozenset[Goal] = frozenset({Goal.AEO, Goal.HUMAN, Goal.INTEGRITY})
    recommended: frozenset[Goal] = frozenset({Goal.FINDINGS})
    min_aeo: float = 30.0
    """By their interval eleven of twelve reference texts reach it: see docs/explanation/aeo-score.md."""
    min_standing: float = 0.0
    """Share of the AEO score that must stand on its own, 0 to 1; 0 asks for none."""
    target_query: str | None = None
    robots_txt: str | None = None
    """The text of the site's robots.txt, if the policy names one."""
    sources: tuple[str, ...] = ()
    """The texts of supplied sources: a figure found in one of them is supported."""
    detectors: DetectorPolicy = DetectorPolicy()
    disabled_checks: frozenset[str] = frozenset()
    rules: tuple[RuleSetting, ...] = field(default=(), hash=False)
    """Severity and parameters by rule, sorted by rule."""
    rewrite: RewritePolicy = field(default_factory=RewritePolicy)
    reviewers: tuple[str, ...] = ()
    escalation: EscalationPolicy = EscalationPolicy()
    custom_checks: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    """The project's own AEO checks, as written under `[[check]]`; the rubric validates them."""
    house_rules: HouseRules = field(default_factory=HouseRules, hash=False)
    """The team's own rules and the Vale styles it uses."""

    @property
    def demands(self) -> tuple[str, ...]:
        """The required goals in plain words, in a fixed order."""
        standing = f", {self.min_standing:.0%} of it on its own" if self.min_standing else ""
        words = {
            Goal.INTEGRITY: "integrity",
            Goal.HUMAN: "no sign of a machine",
            Goal.FINDINGS: "no error findings",
            Goal.AEO: f"AEO of {self.min_aeo:g}{standing}",
        }
        return tuple(phrase for goal, phrase in words.items() if goal in self.required)


def asking(policy: Policy) -> Policy:
    """The same policy, under its own version, for a text that a person must review in any case."""
    if policy.escalation.always:
        return policy
    escalation = replace(policy.escalation, always=True)
    return replace(policy, escalation=escalation, version=f"{policy.version}+asked"[:64])
