"""A chat model as a rewriter that pays through the ledger: asked at most once for the same request."""

from dataclasses import replace

from app.domain.chat import ChatReply
from app.domain.errors import ProviderRefused, ReplyUnusable
from app.llm.ledger import Account, Ledger
from app.llm.models.contract import ChatModel
from app.platform.closing import close_if_it_can
from app.rewrite.helpers import Helpers
from app.rewrite.model_rewriter import ModelRewriter, prepare
from app.rewrite.proposal import Proposal, RewriteJob

REPEAT = "repeat"


class PaidRewriter:
    is_paid = True

    def __init__(
        self, model: ChatModel, ledger: Ledger, helpers: Helpers | None = None, *, has_batches: bool = True
    ) -> None:
        """`has_batches`: the provider answers in batches too, for requests that may wait."""
        self._rewriter = ModelRewriter(model)
        self._helpers = helpers if helpers is not None else Helpers(0)
        self._ledger = ledger
        self._has_batches = has_batches
        self.name = self._rewriter.name

    def propose(self, job: RewriteJob) -> Proposal:
        """Raises what `Rewriter` says. The reply is stored before it is read, so that a reading that fails
        or is cut off costs nothing when it is done again."""
        model = self._rewriter.model
        prepared = self._helpers.run(prepare, job, model.provider, model.model)

        reply = self._ledger.complete(
            model,
            prepared.request,
            key=prepared.key,
            account=Account(
                project_id=job.project_id,
                run_id=job.run_id,
                submission_id=job.submission_id,
                revision_id=job.revision_id,
                budgets=job.policy.budgets,
            ),
            batch=self.name if job.may_wait and self._has_batches else None,
            may_repeat=job.policy.on_unknown_outcome == REPEAT,
        )
        self._refuse_a_problem(reply)

        return replace(self._rewriter.read(prepared, reply.text), model=reply.model, cost=reply.cost)

    def close(self) -> None:
        """Close the model's connections."""
        close_if_it_can(self._rewriter.model)

    def _refuse_a_problem(self, reply: ChatReply) -> None:
        if reply.problem.startswith("refusal"):
            raise ProviderRefused(f"{self.name} was paid and declined ({reply.problem})")
        if reply.problem:
            raise ReplyUnusable(f"{self.name} was paid and its answer cannot be used ({reply.problem})")
