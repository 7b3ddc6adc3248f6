"""What the environment decides about detectors other than the shipped one and about checks of a rewrite:
keys, models, addresses."""

from dataclasses import dataclass

from app.config.settings import values
from app.config.settings.delivery import DeliverySettings
from app.config.settings.field import setting

_threshold = values.number(least=-1000, most=1000, unit="(the criterion)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorSettings(DeliverySettings):
    """Nothing of this is used before a policy names the detector."""

    gptzero_api_key: str | None = setting(
        "COPYDESK_GPTZERO_API_KEY",
        values.text,
        "Key for the detector `gptzero`.",
        default=None,
        secret=True,
        shown="none",
    )
    pangram_api_key: str | None = setting(
        "COPYDESK_PANGRAM_API_KEY",
        values.text,
        "Key for the detector `pangram`.",
        default=None,
        secret=True,
        shown="none",
    )
    originality_api_key: str | None = setting(
        "COPYDESK_ORIGINALITY_API_KEY",
        values.text,
        "Key for the detector `originality`.",
        default=None,
        secret=True,
        shown="none",
    )
    copyleaks_api_key: str | None = setting(
        "COPYDESK_COPYLEAKS_API_KEY",
        values.text,
        "Key for the detector `copyleaks`.",
        default=None,
        secret=True,
        shown="none",
    )
    copyleaks_email: str | None = setting(
        "COPYDESK_COPYLEAKS_EMAIL",
        values.text,
        "The account that Copyleaks' key belongs to.",
        default=None,
        shown="none",
    )
    sapling_api_key: str | None = setting(
        "COPYDESK_SAPLING_API_KEY",
        values.text,
        "Key for the detector `sapling`.",
        default=None,
        secret=True,
        shown="none",
    )
    judge_model: str | None = setting(
        "COPYDESK_JUDGE_MODEL",
        values.language_model,
        "The model that the detector `llm-judge` asks: `PROVIDER:MODEL`.",
        default=None,
        shown="none",
    )
    fast_detect_gpt_models: str | None = setting(
        "COPYDESK_FAST_DETECT_GPT_MODELS",
        values.formed(r"\S+(\s+\S+)?", "SCORING, or SCORING REFERENCE, with a blank between them"),
        "Causal models for `fast-detect-gpt`, folders or hub names: `SCORING`, or `SCORING REFERENCE`.",
        default=None,
        shown="none",
    )
    fast_detect_gpt_threshold: float | None = setting(
        "COPYDESK_FAST_DETECT_GPT_THRESHOLD",
        _threshold,
        "Its curvature above which a text is a machine's, drawn on human texts with these models.",
        default=None,
        shown="the published one",
    )
    binoculars_models: str | None = setting(
        "COPYDESK_BINOCULARS_MODELS",
        values.formed(r"\S+\s+\S+", "PERFORMER OBSERVER, with a blank between them"),
        "Causal models for `binoculars`: `PERFORMER OBSERVER`, with the same tokens.",
        default=None,
        shown="none",
    )
    binoculars_threshold: float | None = setting(
        "COPYDESK_BINOCULARS_THRESHOLD",
        _threshold,
        "Its ratio below which a text is a machine's, drawn on human texts with these models.",
        default=None,
        shown="the published one",
    )
    nli_model: str | None = setting(
        "COPYDESK_NLI_MODEL",
        values.text,
        "The model of the check `nli`, a folder or a hub name: it classifies pairs as entailment, neutral or "
        "contradiction.",
        default=None,
        shown="none",
    )
    nli_device: str | None = setting(
        "COPYDESK_NLI_DEVICE",
        values.text,
        "Where it runs: `cpu`, `cuda`, `cuda:1`, `mps`.",
        default=None,
        shown="a GPU where there is one",
    )
    nli_threshold: float = setting(
        "COPYDESK_NLI_THRESHOLD",
        values.number(least=0, most=1, unit="a probability"),
        "The probability of a contradiction at which it counts.",
        default=0.7,
    )
    zero_shot_device: str | None = setting(
        "COPYDESK_ZERO_SHOT_DEVICE",
        values.formed(r"cpu|mps|cuda(:\d+)?", "cpu, cuda, cuda:NUMBER or mps"),
        "Where causal models run: `cpu`, `cuda`, `cuda:1`, `mps`.",
        default=None,
        shown="a GPU where there is one",
    )
    zero_shot_batch: int = setting(
        "COPYDESK_ZERO_SHOT_BATCH",
        values.whole(least=1, most=1024, unit="texts"),
        "Passages of about 400 words that a causal model reads at once.",
        default=8,
    )
