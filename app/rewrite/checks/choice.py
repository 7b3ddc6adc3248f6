"""Who settles the doubts of wording about a model's candidate. Pure."""

from app.domain.facts import FactsReport, Outcome
from app.domain.policy import JUDGE_AUTO, JUDGE_NOBODY, RewritePolicy
from app.platform.plugins import PROVIDERS
from app.rewrite.proposal import Proposal
from app.rewrite.verdict import ACCEPT

RULES = "rules"
"""The offline rewriter: its words come from a list and need no judge."""


def judge_of(policy: RewritePolicy, proposal: Proposal) -> str | None:
    """`PROVIDER:MODEL`, or None where a person is asked.

    With `auto`, the first other model of `rewrite.providers`: whoever wrote the words does not judge them.
    """
    if proposal.provider == RULES or policy.on_wording == ACCEPT or policy.judge == JUDGE_NOBODY:
        return None
    if policy.judge != JUDGE_AUTO:
        return policy.judge
    models = PROVIDERS.names()
    others = (
        name for name in policy.providers if name.partition(":")[0] in models and not _wrote(name, proposal)
    )
    return next(others, None)


def needs_judge(facts: FactsReport) -> bool:
    """Whether words alone stand between the candidate and its acceptance: a person who is asked anyway sees
    them too, and nobody is paid."""
    doubts = facts.doubts
    return (
        bool(doubts)
        and all(one.outcome is Outcome.DOUBT_WORDING for one in doubts)
        and not (facts.broken or facts.never_automatic or facts.unchecked)
    )


def _wrote(name: str, proposal: Proposal) -> bool:
    """Providers answer with a dated name: `gpt-5` as `gpt-5-2026-01-15`."""
    provider, _, model = name.partition(":")
    return provider == proposal.provider and proposal.model.startswith(model)
