"""Anthropic."""

from app.llm.models.contract import ChatModel
from app.llm.provider import ModelOptions, Provider


def _build(options: ModelOptions) -> ChatModel:
    from app.llm.models.anthropic import AnthropicModel

    return AnthropicModel(
        options.model,
        base_url=options.base_url,
        api_key=options.api_key,
        price=options.price,
        timeout_seconds=options.timeout_seconds,
    )


provider = Provider(
    name="anthropic",
    title="Anthropic",
    build=_build,
    default_model="claude-haiku-4-5",
    client_types=frozenset({"anthropic.Anthropic", "anthropic._client.Anthropic"}),
    has_batches=True,
)
