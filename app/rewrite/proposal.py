"""What a rewriter is asked and what it answers. Rewriters propose; the handler decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, runtime_checkable

from app.domain.content import Document
from app.domain.policy import RewritePolicy
from app.domain.scores import Finding
from app.rewrite.text import Text


@dataclass(frozen=True, slots=True)
class Refused:
    """What was refused in the last candidate that was made from this text."""

    section_id: str
    reason: str
    """Its kind, what became of it, and why, in a few words."""
    was: str
    """The sentence of the original; empty where it has none."""
    now: str
    """What the candidate made of it; empty where it left it out."""


@dataclass(frozen=True, slots=True)
class RewriteJob:
    """One rewrite cycle's question."""

    submission_id: str
    revision_id: str
    cycle: int
    """From 1."""
    text: Text
    findings: tuple[Finding, ...]
    """What the evaluation found; the rewriter sends only the sections that hold one."""
    policy: RewritePolicy
    advice: tuple[Finding, ...] = ()
    """What explains the score, without a place; for a model. Rules mend findings alone."""
    instructions: str = ""
    """A reviewer's own words, when a person sent the text back."""
    refused: tuple[Refused, ...] = ()
    """Worst first; empty where no candidate of this text was refused before."""
    project_id: str = ""
    run_id: str = ""
    """Whose budgets a paid call draws on."""
    may_wait: bool = False
    """For a batch, at half price."""

    @property
    def document(self) -> Document:
        """The text, parsed when somebody first asks."""
        return self.text.document


@dataclass(frozen=True, slots=True)
class Proposal:
    """Replacements by section id; a section that is not named stays byte-identical."""

    replacements: Mapping[str, str]
    """Section id to its new source text, in the document's own markup."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Section id to what was changed and why, in a sentence."""
    provider: str = "rules"
    model: str = "rules"
    prompt_version: str = "rules"
    cost: Decimal = Decimal(0)


@runtime_checkable
class Rewriter(Protocol):
    """`rules`, or a chat model behind `ModelRewriter`."""

    name: str
    is_paid: bool

    def propose(self, job: RewriteJob) -> Proposal:
        """Raises ProviderUnavailable, ProviderRateLimited, ProviderRefused, ReplyUnusable, BudgetExhausted,
        OutcomeUnknown; an offline rewriter raises nothing. A paid one asks through the ledger."""
        ...
