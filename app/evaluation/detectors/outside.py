"""Builds the detectors that need something from outside: a key, a model, a client."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from app.domain.errors import ConfigurationError
from app.evaluation.detector import Detector
from app.llm.models.contract import ChatModel


@dataclass(frozen=True, slots=True)
class CausalModelChoice:
    """Which models a zero-shot detector uses; folders or names on the hub."""

    scoring: str
    reference: str | None = None
    device: str | None = None
    batch: int = 8
    threshold: float | None = None
    """Of the criterion, drawn on human texts with these models; None takes the published one."""


@dataclass(frozen=True, slots=True)
class OutsideWorld:
    """What the settings know and detectors need. Nothing of it is read before a policy names a detector."""

    api_keys: Mapping[str, str] = field(default_factory=dict)
    """Detector name -> key: `gptzero`, `pangram`, `originality`, `copyleaks`, `sapling`."""
    copyleaks_email: str | None = None
    zero_shot: Mapping[str, CausalModelChoice] = field(default_factory=dict)
    """`fast-detect-gpt`, `binoculars` -> its models."""
    judge: Callable[[], ChatModel] | None = None
    """The model of `llm-judge`."""
    paid: Callable[[ChatModel], ChatModel] = lambda model: model
    """Puts limits, circuit and ledger around what is paid by use."""


def commercial(name: str, world: OutsideWorld) -> Detector:
    """Raises ConfigurationError where the key (or Copyleaks' e-mail) is missing."""
    import httpx

    from app.evaluation.detectors.commercial.as_model import ServiceModel
    from app.evaluation.detectors.commercial.copyleaks import Copyleaks
    from app.evaluation.detectors.commercial.detector import CommercialDetector
    from app.evaluation.detectors.commercial.gptzero import GptZero
    from app.evaluation.detectors.commercial.opinion import Service
    from app.evaluation.detectors.commercial.originality import Originality
    from app.evaluation.detectors.commercial.pangram import Pangram
    from app.evaluation.detectors.commercial.sapling import Sapling

    key = world.api_keys.get(name)
    if not key:
        raise ConfigurationError(
            f"The detector {name!r} needs an API key and has none: set COPYDESK_{name.upper()}_API_KEY, "
            "or take it out of the policy's detectors."
        )
    client = httpx.Client()
    service: Service
    if name == "copyleaks":
        if not world.copyleaks_email:
            raise ConfigurationError("Copyleaks logs in by e-mail and key: set COPYDESK_COPYLEAKS_EMAIL too.")
        service = Copyleaks(
            key, email=world.copyleaks_email, client=client, clock=time.monotonic, new_id=lambda: uuid4().hex
        )
    elif name == "pangram":
        service = Pangram(key, client=client, sleep=time.sleep)
    else:
        plain = {"gptzero": GptZero, "originality": Originality, "sapling": Sapling}
        service = plain[name](key, client=client)
    return CommercialDetector(service, model=world.paid(ServiceModel(service)))


def zero_shot(name: str, world: OutsideWorld) -> Detector:
    """Raises ConfigurationError where no models are named or they cannot be loaded."""
    from app.evaluation.detectors.transformers_model import load_models
    from app.evaluation.detectors.zero_shot import (
        BINOCULARS_LINE,
        FAST_DETECT_GPT_LINE,
        Binoculars,
        FastDetectGpt,
        ScoreLine,
        ZeroShotDetector,
    )

    choice = world.zero_shot.get(name)
    if choice is None:
        raise ConfigurationError(
            f"The detector {name!r} needs a language model: name one on disk or on the hub in "
            f"COPYDESK_{name.upper().replace('-', '_')}_MODELS, or take it out of the policy's detectors."
        )
    if name == "binoculars" and choice.reference is None:
        raise ConfigurationError(
            "Binoculars compares two models: name a performer and an observer in COPYDESK_BINOCULARS_MODELS."
        )
    models = load_models(scoring=choice.scoring, reference=choice.reference, device=choice.device)
    criterion, line = (
        (Binoculars(models), BINOCULARS_LINE)
        if name == "binoculars"
        else (FastDetectGpt(models), FAST_DETECT_GPT_LINE)
    )
    if choice.threshold is not None:
        line = ScoreLine(choice.threshold, line.slope, is_for_these_models=True)
    version = "+".join(filter(None, (choice.scoring, choice.reference)))
    return ZeroShotDetector(criterion, line, version=version, batch=choice.batch, languages=frozenset({"en"}))


def llm_judge(world: OutsideWorld) -> Detector:
    """Raises ConfigurationError where no chat model is configured."""
    from app.evaluation.detectors.llm_judge import LlmJudge

    if world.judge is None:
        raise ConfigurationError(
            "The detector 'llm-judge' needs a chat model: name one in COPYDESK_JUDGE_MODEL, like "
            "openai:gpt-5-mini, or take it out of the policy's detectors."
        )
    return LlmJudge(world.paid(world.judge()))
