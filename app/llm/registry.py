"""A chat model by its name in a policy: `PROVIDER:MODEL`, or the provider alone."""

from contextlib import suppress

from app.config.settings import Settings
from app.domain.errors import ConfigurationError
from app.llm.models.batch import BatchModel
from app.llm.models.contract import ChatModel
from app.llm.prices import Price, price_of, read_prices
from app.llm.provider import Provider
from app.platform.plugins import PROVIDERS

MARGIN_SECONDS = 20.0
"""A call ends this long before the soft time limit, so that its outcome can still be written down."""


def find_provider(spec: str) -> Provider:
    """The provider that `PROVIDER:MODEL` names.

    Raises UnknownPlugin for one that is not installed, ConfigurationError for one that cannot be loaded.
    """
    name = spec.partition(":")[0]
    found = PROVIDERS.load(name)
    if not isinstance(found, Provider):
        raise ConfigurationError(
            f"the model provider {name!r} is a {type(found).__name__}: its entry point must refer to a "
            "Provider (app.llm.provider)"
        )
    if found.name != name:
        raise ConfigurationError(
            f"the model provider {name!r} calls itself {found.name!r}: give its entry point the same name"
        )
    return found


def build_model(spec: str, settings: Settings) -> ChatModel:
    """Raises UnknownPlugin for another provider, ConfigurationError for a missing key or an unknown price."""
    provider = find_provider(spec)
    model = provider.model_or_default(spec.partition(":")[2], settings)
    soft = settings.soft_time_limit_seconds
    timeout = max(soft - MARGIN_SECONDS, soft / 2)
    provider.check_key(settings)
    price = _price(provider, model, settings)
    return provider.build(provider.options(model, settings, price=price, timeout_seconds=timeout))


def build_batch_model(spec: str, settings: Settings) -> BatchModel:
    """The same for a vendor that answers in batches. Raises ConfigurationError for another."""
    model = build_model(spec, settings)
    if not isinstance(model, BatchModel):
        raise ConfigurationError(
            f"{spec} does not answer in batches: set rewrite.batch = false in copydesk.toml"
        )
    return model


def client_types() -> frozenset[str]:
    """Of all installed providers, as dotted names. One that cannot be loaded has made no client."""
    found: set[str] = set()
    for name in PROVIDERS.names():
        with suppress(ConfigurationError):
            found |= find_provider(name).client_types
    return frozenset(found)


def _price(provider: Provider, model: str, settings: Settings) -> Price:
    overrides = {f"{provider.name}:{name}": price for name, price in provider.prices.items()}
    try:
        overrides |= read_prices(settings.llm_prices)
    except ValueError as error:
        raise ConfigurationError(f"COPYDESK_PRICES: {error}") from None
    return price_of(provider.name, model, overrides=overrides, is_own_server=provider.is_own_server(settings))
