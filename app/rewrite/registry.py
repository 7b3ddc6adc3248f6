"""A rewriter by its name in a policy: `rules`, `openai:MODEL`, `anthropic:MODEL`."""

from app.config.settings import Settings
from app.db.store import Store
from app.domain.errors import UnknownPlugin
from app.rewrite.helpers import Helpers
from app.rewrite.proposal import Rewriter
from app.rewrite.rules.rewriter import RulesRewriter

PAID_PROVIDERS = ("openai", "anthropic")


def build_rewriter(name: str, *, settings: Settings, store: Store, helpers: Helpers) -> Rewriter:
    """Raises UnknownPlugin naming the known ones, ConfigurationError when a key is missing."""
    provider, _, _ = name.partition(":")
    if provider == "rules":
        return RulesRewriter()
    if provider in PAID_PROVIDERS:
        from app.llm.ledger import Ledger
        from app.llm.middleware.guards import build_guarded_model
        from app.rewrite.paid import PaidRewriter

        return PaidRewriter(
            build_guarded_model(name, settings),
            Ledger(store, collect_seconds=settings.batch_collect_seconds),
            helpers,
        )
    known = ", ".join(("rules", *(f"{paid}:MODEL" for paid in PAID_PROVIDERS)))
    raise UnknownPlugin(f"there is no rewrite provider {name!r}: use one of {known}")
