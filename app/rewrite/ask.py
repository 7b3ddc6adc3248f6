"""Ask the providers of a policy in their order, and give every way it can end one name."""

from dataclasses import dataclass

import structlog

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
    TransientError,
    UnknownPlugin,
)
from app.domain.review import EscalationReason
from app.platform.masking import mask_secrets
from app.rewrite.built_once import BuiltOnce
from app.rewrite.proposal import Proposal, RewriteJob, Rewriter
from app.text.storable import storable_text

log = structlog.get_logger("copydesk.rewrite")

DEFAULT_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Answered:
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Later:
    """Every provider is busy or away; ask again after this time."""

    seconds: float
    message: str
    is_queued: bool = False
    """It only waits for its place in our own limit or for its batch: no provider failed."""


@dataclass(frozen=True, slots=True)
class Failed:
    """No provider will do it: a person decides."""

    reason: EscalationReason
    message: str
    outcome: str


Answer = Answered | Later | Failed


class RewriteTools(BuiltOnce[Rewriter]):
    """`rules`, `openai:MODEL`, ... -> rewriter."""


def ask_providers(job: RewriteJob, *, tools: RewriteTools) -> Answer:
    """The first provider that answers wins; one that cannot is passed over, and the reason kept.

    A call that may have been billed ends the asking: the next provider would be paid for the same text.
    """
    waits: list[tuple[float, str, bool]] = []
    refusals: list[Failed] = []
    for name in job.policy.providers:
        try:
            return Answered(tools.named(name).propose(job))
        except OutcomeUnknown as error:
            return Failed(EscalationReason.MAYBE_BILLED, _said(name, error), "maybe-billed")
        except AnswerAwaited as error:
            return Later(wait_for(error), _said(name, error), is_queued=True)
        except (ProviderRateLimited, ProviderUnavailable) as error:
            waits.append((wait_for(error), _said(name, error), isinstance(error, AllowanceUsed)))
        except BudgetExhausted as error:
            refusals.append(Failed(EscalationReason.BUDGET, _said(name, error), "budget"))
        except (ProviderRefused, ConfigurationError, UnknownPlugin) as error:
            refusals.append(Failed(EscalationReason.PROVIDER_DOWN, _said(name, error), "refused"))
        except ReplyUnusable as error:
            refusals.append(Failed(EscalationReason.REWRITE_EXHAUSTED, _said(name, error), "unusable"))
        log.warning("rewrite.provider_passed_over", provider=name)
    if waits:
        return Later(*min(waits))
    return (
        refusals[0]
        if refusals
        else Failed(EscalationReason.REWRITE_DISABLED, "the policy names no rewrite provider", "refused")
    )


def wait_for(error: TransientError) -> float:
    """Seconds until it is worth another try."""
    return DEFAULT_WAIT_SECONDS if error.retry_after_seconds is None else error.retry_after_seconds


def _said(name: str, error: Exception) -> str:
    """What people and the log read, whatever a plug-in's provider repeats of its key."""
    return f"{name}: {mask_secrets(storable_text(str(error)))}"
