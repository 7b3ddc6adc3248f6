"""A chat model by its name in a policy: `openai:MODEL`, `anthropic:MODEL`, or the provider alone."""

from typing import Any

from app.config.settings import Settings
from app.domain.errors import ConfigurationError, UnknownPlugin
from app.llm.models.batch import BatchModel
from app.llm.prices import Price, price_of, read_prices

PROVIDERS = ("openai", "anthropic")
MARGIN_SECONDS = 20.0
"""A call ends this long before the soft time limit, so that its outcome can still be written down."""


def build_model(spec: str, settings: Settings) -> BatchModel:
    """Raises UnknownPlugin for another provider, ConfigurationError for a missing key or an unknown price."""
    provider, _, model = spec.partition(":")
    if provider not in PROVIDERS:
        raise UnknownPlugin(f"there is no model provider {provider!r}: use one of {', '.join(PROVIDERS)}")
    key = getattr(settings, f"{provider}_api_key")
    base_url = getattr(settings, f"{provider}_base_url")
    model = model or getattr(settings, f"{provider}_model")
    if not key and base_url is None:
        raise ConfigurationError(
            f"{provider} needs a key: set {provider.upper()}_API_KEY, or name another provider in "
            "copydesk.toml"
        )
    price = price_of(
        provider, model, overrides=_overrides(settings.llm_prices), is_own_server=base_url is not None
    )
    soft = settings.soft_time_limit_seconds
    timeout = max(soft - MARGIN_SECONDS, soft / 2)
    options: dict[str, Any] = {
        "api_key": key or "unused",
        "price": price,
        "timeout_seconds": timeout,
        "base_url": base_url,
    }
    if provider == "openai":
        from app.llm.models.openai import Dialect, OpenAIModel

        told = settings.openai_dialect
        return OpenAIModel(model, dialect=None if told == "auto" else Dialect(told), **options)
    from app.llm.models.anthropic import AnthropicModel

    return AnthropicModel(model, **options)


def _overrides(text: str) -> dict[str, Price]:
    try:
        return read_prices(text)
    except ValueError as error:
        raise ConfigurationError(f"COPYDESK_PRICES: {error}") from None
