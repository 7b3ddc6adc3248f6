"""A vendor of language models as one value: its settings, its prices, and how its models are built."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.config.settings import Settings, values
from app.config.settings.variable import Variable
from app.domain.errors import ConfigurationError
from app.llm.middleware.limits import UNLIMITED, Allowance
from app.llm.models.contract import ChatModel
from app.llm.prices import Price

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """Everything a model is built from."""

    provider: str
    model: str
    api_key: str
    """`unused` where the address asks for none."""
    base_url: str | None
    """None: the address that the vendor's own SDK knows."""
    price: Price
    timeout_seconds: float
    extra: Mapping[str, Any]
    """The values of the provider's `extra_settings`, by variable name, defaults filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What the entry point of a provider refers to. Keep its module cheap to import: it is loaded with the
    settings, so SDKs are imported inside `build`."""

    name: str
    """As policies write it before the colon; also the prefix of its variables."""
    title: str
    """As people write it: `Mistral`."""
    build: Callable[[ModelOptions], ChatModel]
    """Makes a model; connects to nothing yet."""
    default_model: str
    """The model where a policy names the provider alone."""
    base_url: str | None = None
    """The vendor's address; None where its SDK knows it."""
    extra_settings: tuple[Variable, ...] = ()
    """Variables besides key, address and model."""
    prices: Mapping[str, Price] = field(default_factory=dict)
    """Model -> price, for models that the price list does not know."""
    allowance: Allowance = UNLIMITED
    """Requests and tokens a minute where COPYDESK_LIMITS does not say."""
    client_types: frozenset[str] = frozenset()
    """Clients whose connections do not survive a fork, as dotted names: `openai.OpenAI`."""
    has_batches: bool = False
    """Whether `build` makes models with the methods of `BatchModel`."""

    def __post_init__(self) -> None:
        if _NAME.fullmatch(self.name) is None:
            raise ValueError(
                f"{self.name!r} cannot be a provider's name: use lower-case letters, digits, - and _"
            )

    @property
    def key_variable(self) -> str:
        return f"{self._prefix}_API_KEY"

    @property
    def address_variable(self) -> str:
        return f"{self._prefix}_BASE_URL"

    @property
    def model_variable(self) -> str:
        return f"COPYDESK_{self._prefix}_MODEL"

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Everything that the environment decides about this provider."""
        return (
            Variable(
                name=self.key_variable,
                about=f"Key for the provider `{self.name}`.",
                shown="none",
                secret=True,
            ),
            Variable(
                name=self.address_variable,
                about=f"Another address that speaks {self.title}'s protocol.",
                parse=values.web_address,
                shown=f"{self.title}'s own",
            ),
            *self.extra_settings,
            Variable(
                name=self.model_variable,
                about=f"Model where a policy says only `{self.name}`.",
                default=self.default_model,
            ),
        )

    def check_key(self, settings: Settings) -> None:
        """Raises ConfigurationError where the vendor's own address lacks its key."""
        read = settings.provider_settings
        if not read.get(self.key_variable) and read.get(self.address_variable) is None:
            raise ConfigurationError(
                f"{self.name} needs a key: set {self.key_variable}, or name another provider in copydesk.toml"
            )

    def options(
        self, model: str, settings: Settings, *, price: Price, timeout_seconds: float
    ) -> ModelOptions:
        """What `build` is given under these settings."""
        read = settings.provider_settings
        return ModelOptions(
            provider=self.name,
            model=model,
            api_key=read.get(self.key_variable) or "unused",
            base_url=read.get(self.address_variable) or self.base_url,
            price=price,
            timeout_seconds=timeout_seconds,
            extra={one.name: read.get(one.name, one.default) for one in self.extra_settings},
        )

    def model_or_default(self, model: str, settings: Settings) -> str:
        """The model of a policy, else the one that the settings name, else this provider's default."""
        return model or str(settings.provider_settings.get(self.model_variable, self.default_model))

    def is_own_server(self, settings: Settings) -> bool:
        """Whether the settings name another address than the vendor's."""
        return bool(settings.provider_settings.get(self.address_variable, self.base_url) != self.base_url)

    @property
    def _prefix(self) -> str:
        return self.name.upper().replace("-", "_")
