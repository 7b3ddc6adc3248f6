"""Run the checks that a policy names, with one named outcome for each way they can end."""

from collections.abc import Sequence

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
from app.domain.facts import FactsReport
from app.domain.review import EscalationReason
from app.rewrite.ask import Failed, Later, wait_for
from app.rewrite.built_once import BuiltOnce
from app.rewrite.candidate import Candidate
from app.rewrite.checks.choice import judge_of, needs_judge
from app.rewrite.checks.contract import FurtherCheck, Passage
from app.rewrite.checks.passages import changed_passages
from app.rewrite.checks.settle import doubtful, settled, with_found
from app.rewrite.proposal import RewriteJob
from app.rewrite.text import Text

NOTICE = "notice"


class CheckTools(BuiltOnce[FurtherCheck]):
    """`nli`, `PROVIDER:MODEL` -> check."""


def further_checks(
    candidate: Candidate, original: Text, *, job: RewriteJob, tools: CheckTools
) -> FactsReport | Later | Failed:
    """The candidate's report after the checks that the policy names and, where words alone are in doubt,
    after a judge. A candidate that the report already refuses is not checked.

    A check settles doubts of wording; a doubt of meaning is left to a person. One that could not run is not
    an approval: it is tried later, or a person compares.
    """
    facts = candidate.facts
    if facts.broken or facts.never_automatic:
        return facts
    names = job.policy.checks
    judge = judge_of(job.policy, candidate.proposal)
    if not names and (judge is None or not needs_judge(facts)):
        return facts
    passages = changed_passages(original.document, candidate.text.document)
    for name in names:
        checked = _checked_by(name, facts, passages, job=job, tools=tools)
        if not isinstance(checked, FactsReport):
            return checked
        facts = checked
    if judge is None or judge in names or not needs_judge(facts):
        return facts
    return _checked_by(judge, facts, doubtful(facts, passages), job=job, tools=tools)


def _checked_by(
    name: str, facts: FactsReport, passages: Sequence[Passage], *, job: RewriteJob, tools: CheckTools
) -> FactsReport | Later | Failed:
    try:
        found = tools.named(name).differences(passages, job)
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
    read = settled(facts, passages, found, by=name)
    return with_found(read, found, is_notice=job.policy.on_doubt == NOTICE)
