"""A rewriter by its name in a policy: `rules`, another rewriter's name, or `PROVIDER:MODEL`."""

from app.config.plugin_names import check_rewriter
from app.config.settings import Settings
from app.db.store import Store
from app.domain.errors import ConfigurationError
from app.platform.plugins import REWRITERS
from app.rewrite.helpers import Helpers
from app.rewrite.proposal import Rewriter


def build_rewriter(name: str, *, settings: Settings, store: Store, helpers: Helpers) -> Rewriter:
    """Raises UnknownPlugin listing the known ones, ConfigurationError where one cannot be built."""
    if name in REWRITERS.names():
        return _plug_in(name)
    from app.llm.ledger import Ledger
    from app.llm.middleware.guards import build_guarded_model
    from app.llm.registry import find_provider
    from app.rewrite.paid import PaidRewriter

    check_rewriter(name)
    return PaidRewriter(
        build_guarded_model(name, settings),
        Ledger(store, house_per_month=settings.month_budget, collect_seconds=settings.batch_collect_seconds),
        helpers,
        has_batches=find_provider(name).has_batches,
    )


def _plug_in(name: str) -> Rewriter:
    """Anything may go wrong in code that is not ours."""
    build = REWRITERS.load(name)
    try:
        rewriter = build()
    except Exception as error:
        raise ConfigurationError(
            f"the rewriter {name!r} cannot be built: {error}. Fix or upgrade its package, or take it out of "
            "rewrite.providers"
        ) from error
    if not isinstance(rewriter, Rewriter):
        raise ConfigurationError(
            f"the rewriter {name!r} is a {type(rewriter).__name__} without `name`, `is_paid` and `propose`"
        )
    return rewriter
