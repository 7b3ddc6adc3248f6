"""What detectors need from outside, taken from the settings: keys, models, guards and the ledger."""

from typing import TYPE_CHECKING

from app.config.settings import Settings
from app.domain.errors import ConfigurationError
from app.evaluation.detectors.outside import CausalModelChoice, OutsideWorld

if TYPE_CHECKING:
    from app.llm.ledger import Ledger
    from app.llm.models.contract import ChatModel

COMMERCIAL = ("gptzero", "pangram", "originality", "copyleaks", "sapling")


def outside_world(settings: Settings, *, ledger: "Ledger | None") -> OutsideWorld:
    """Connects to nothing and loads nothing. Raises ConfigurationError for more than two models."""

    def paid(model: "ChatModel") -> "ChatModel":
        from app.evaluation.payment import PaidModel
        from app.llm.middleware.guards import guarded

        return PaidModel(guarded(model, settings), ledger)

    def judge() -> "ChatModel":
        from app.llm.registry import build_model

        return build_model(settings.judge_model or "", settings)

    keys = {name: getattr(settings, f"{name}_api_key") for name in COMMERCIAL}
    return OutsideWorld(
        api_keys={name: key for name, key in keys.items() if key},
        copyleaks_email=settings.copyleaks_email,
        zero_shot=_causal_models(settings),
        judge=judge if settings.judge_model else None,
        paid=paid,
    )


def _causal_models(settings: Settings) -> dict[str, CausalModelChoice]:
    configured = {
        "fast-detect-gpt": (settings.fast_detect_gpt_models, settings.fast_detect_gpt_threshold),
        "binoculars": (settings.binoculars_models, settings.binoculars_threshold),
    }
    choices = {}
    for name, (models, threshold) in configured.items():
        if models is None:
            continue
        scoring, *reference = models.split()
        if len(reference) > 1:
            setting = f"COPYDESK_{name.upper().replace('-', '_')}_MODELS"
            raise ConfigurationError(f"{setting} names {1 + len(reference)} models: one or two are compared")
        choices[name] = CausalModelChoice(
            scoring=scoring,
            reference=reference[0] if reference else None,
            device=settings.zero_shot_device,
            batch=settings.zero_shot_batch,
            threshold=threshold,
        )
    return choices
