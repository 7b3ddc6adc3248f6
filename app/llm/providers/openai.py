"""OpenAI, and any server that speaks its protocol."""

from typing import TYPE_CHECKING

from app.config.settings import values
from app.config.settings.variable import Variable
from app.llm.models.contract import ChatModel
from app.llm.provider import ModelOptions, Provider

if TYPE_CHECKING:
    from app.llm.models.openai import Dialect

CLIENT_TYPES = frozenset({"openai.OpenAI", "openai._client.OpenAI"})
_DIALECT = "COPYDESK_OPENAI_DIALECT"
_AUTO = "auto"


def build_compatible(options: ModelOptions, dialect: "Dialect | None" = None) -> ChatModel:
    """A model of any vendor whose server speaks OpenAI's protocol."""
    from app.llm.models.openai import OpenAIModel

    return OpenAIModel(
        options.model,
        provider=options.provider,
        dialect=dialect,
        base_url=options.base_url,
        api_key=options.api_key,
        price=options.price,
        timeout_seconds=options.timeout_seconds,
    )


def _build(options: ModelOptions) -> ChatModel:
    from app.llm.models.openai import Dialect

    word = options.extra[_DIALECT]
    return build_compatible(options, None if word == _AUTO else Dialect(word))


provider = Provider(
    name="openai",
    title="OpenAI",
    build=_build,
    default_model="gpt-5-mini",
    extra_settings=(
        Variable(
            name=_DIALECT,
            about="What that address knows: `responses`, `chat` (with schemas), `chat-json` (without), "
            "`chat-text`. `auto`: `responses` at OpenAI, `chat` elsewhere.",
            parse=values.one_of(_AUTO, "responses", "chat", "chat-json", "chat-text"),
            default=_AUTO,
        ),
    ),
    client_types=CLIENT_TYPES,
    has_batches=True,
)
