"""A check by its name in a policy: `nli`, `openai:MODEL`, `anthropic:MODEL`."""

from app.config.settings import Settings
from app.db.store import Store
from app.domain.errors import ConfigurationError, UnknownPlugin
from app.rewrite.checks.contract import FurtherCheck

JUDGES = ("openai", "anthropic")


def build_check(name: str, *, settings: Settings, store: Store) -> FurtherCheck:
    """Raises UnknownPlugin naming the known ones, ConfigurationError where a model or a key is missing."""
    if name == "nli":
        return _nli(settings)
    if name.partition(":")[0] in JUDGES:
        from app.llm.ledger import Ledger
        from app.llm.middleware.guards import build_guarded_model
        from app.rewrite.checks.judge import JudgeCheck

        return JudgeCheck(build_guarded_model(name, settings), Ledger(store))
    known = ", ".join(("nli", *(f"{judge}:MODEL" for judge in JUDGES)))
    raise UnknownPlugin(f"there is no check {name!r}: use one of {known}")


def _nli(settings: Settings) -> FurtherCheck:
    from app.rewrite.checks.nli import NliCheck
    from app.rewrite.checks.nli_model import load_nli

    if not settings.nli_model:
        raise ConfigurationError(
            "the check 'nli' needs a model: name one on disk or on the hub in COPYDESK_NLI_MODEL, or take it "
            "out of rewrite.checks"
        )
    model = load_nli(settings.nli_model, device=settings.nli_device)
    return NliCheck(model, threshold=settings.nli_threshold)
