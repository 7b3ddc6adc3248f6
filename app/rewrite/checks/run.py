"""Run the checks that a policy names, with one named outcome for each way they can end."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.errors import (
    AllowanceUsed,
    AnswerAwaited,
    BudgetExhausted,
    ConfigurationError,
    OutcomeUnknown,
    ProviderRateLimited,
    ProviderRefused,
    ProviderUnavailable,
    ReplyUnusable,
    UnknownPlugin,
)
from app.domain.facts import FactDifference, FactsReport, Outcome
from app.domain.review import EscalationReason
from app.rewrite.ask import Failed, Later, wait_for
from app.rewrite.built_once import BuiltOnce
from app.rewrite.checks.contract import FurtherCheck
from app.rewrite.checks.passages import changed_passages
from app.rewrite.proposal import RewriteJob
from app.rewrite.text import Text

NOTICE = "notice"


class CheckTools(BuiltOnce[FurtherCheck]):
    """`nli`, `PROVIDER:MODEL` -> check."""


def further_checks(
    facts: FactsReport, original: Text, candidate: Text, *, job: RewriteJob, tools: CheckTools
) -> FactsReport | Later | Failed:
    """The report with the findings of the policy's checks. A candidate it already refuses is not checked.

    Where they find nothing at all, they settle the doubts of wording; a doubt of meaning is left to a person.
    A check that could not run is not an approval: it is tried later, or a person compares.
    """
    if not job.policy.checks or facts.broken or facts.never_automatic:
        return facts
    passages = changed_passages(original.document, candidate.document)
    found: list[FactDifference] = []
    for name in job.policy.checks:
        try:
            found.extend(tools.named(name).differences(passages, job))
        except OutcomeUnknown as error:
            return Failed(EscalationReason.MAYBE_BILLED, f"check {name}: {error}", "maybe-billed")
        except (ProviderRateLimited, ProviderUnavailable) as error:
            is_queued = isinstance(error, AllowanceUsed | AnswerAwaited)
            return Later(wait_for(error), f"check {name}: {error}", is_queued=is_queued)
        except BudgetExhausted as error:
            return Failed(EscalationReason.BUDGET, f"check {name}: {error}", "budget")
        except (ProviderRefused, ConfigurationError, UnknownPlugin, ReplyUnusable) as error:
            return Failed(
                EscalationReason.FACTS_BROKEN,
                f"the rewrite could not be checked by {name}, a person compares it: {error}",
                "unchecked",
            )
    if not found:
        return settled(facts, job.policy.checks)
    return with_found(facts, found, is_notice=job.policy.on_doubt == NOTICE)


def settled(facts: FactsReport, checks: Sequence[str]) -> FactsReport:
    """`facts` with its doubts of wording as notices that say who found no difference."""
    names = ", ".join(checks)
    return replace(
        facts,
        differences=tuple(
            replace(one, is_notice=True, why=f"{one.why}; no difference to {names}".lstrip("; "))
            if one.outcome is Outcome.DOUBT_WORDING
            else one
            for one in facts.differences
        ),
    )


def with_found(facts: FactsReport, found: Sequence[FactDifference], *, is_notice: bool) -> FactsReport:
    """`facts` with these differences behind its own; with `is_notice` they are shown and refuse nothing."""
    joined = [replace(one, is_notice=True) if is_notice else one for one in found]
    return replace(facts, differences=(*facts.differences, *joined))
