"""A check of a rewrite by its name in a policy: `nli`, `PROVIDER:MODEL`."""

from app.config.plugin_names import NLI, check_further_check
from app.config.settings import Settings
from app.db.store import Store
from app.domain.errors import ConfigurationError
from app.rewrite.checks.contract import FurtherCheck


def build_check(name: str, *, settings: Settings, store: Store) -> FurtherCheck:
    """Raises UnknownPlugin listing the known ones, ConfigurationError where a model or a key is missing."""
    if check_further_check(name) == NLI:
        return _nli(settings)
    from app.llm.ledger import Ledger
    from app.llm.middleware.guards import build_guarded_model
    from app.rewrite.checks.judge import JudgeCheck

    return JudgeCheck(
        build_guarded_model(name, settings), Ledger(store, house_per_month=settings.month_budget)
    )


def _nli(settings: Settings) -> FurtherCheck:
    from app.rewrite.checks.nli import NliCheck
    from app.rewrite.checks.nli_model import load_nli

    if not settings.nli_model:
        raise ConfigurationError(
            "the check 'nli' needs a model: name a folder or a hub model in COPYDESK_NLI_MODEL, or take it "
            "out of rewrite.checks"
        )
    model = load_nli(settings.nli_model, device=settings.nli_device)
    return NliCheck(model, threshold=settings.nli_threshold)
