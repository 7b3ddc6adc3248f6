"""What the environment decides about language models: keys, addresses, prices, limits."""

from dataclasses import dataclass

from app.config.settings import values
from app.config.settings.field import setting
from app.config.settings.simulate import SimulationSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelSettings(SimulationSettings):
    """Which models rewrite, under which keys and addresses, and what they cost."""

    openai_api_key: str | None = setting(
        "OPENAI_API_KEY",
        values.text,
        "Key for the provider `openai`.",
        default=None,
        secret=True,
        shown="none",
    )
    openai_base_url: str | None = setting(
        "OPENAI_BASE_URL",
        values.web_address,
        "Another address that speaks OpenAI's protocol.",
        default=None,
        shown="OpenAI's own",
    )
    openai_dialect: str = setting(
        "COPYDESK_OPENAI_DIALECT",
        values.one_of("auto", "responses", "chat", "chat-json", "chat-text"),
        "What that address knows: `responses`, `chat` (with schemas), `chat-json` (without), `chat-text`. "
        "`auto`: `responses` at OpenAI, `chat` elsewhere.",
        default="auto",
    )
    openai_model: str = setting(
        "COPYDESK_OPENAI_MODEL",
        values.text,
        "Model where a policy says only `openai`.",
        default="gpt-5-mini",
    )
    anthropic_api_key: str | None = setting(
        "ANTHROPIC_API_KEY",
        values.text,
        "Key for the provider `anthropic`.",
        default=None,
        secret=True,
        shown="none",
    )
    anthropic_base_url: str | None = setting(
        "ANTHROPIC_BASE_URL",
        values.web_address,
        "Another address that speaks Anthropic's protocol.",
        default=None,
        shown="Anthropic's own",
    )
    anthropic_model: str = setting(
        "COPYDESK_ANTHROPIC_MODEL",
        values.text,
        "Model where a policy says only `anthropic`.",
        default="claude-haiku-4-5",
    )
    batch_collect_seconds: float = setting(
        "COPYDESK_BATCH_COLLECT",
        values.number(least=0, most=86_400, unit="seconds"),
        "So long requests are collected before they are sent as one batch.",
        default=300.0,
    )
    batch_poll_seconds: float = setting(
        "COPYDESK_BATCH_POLL",
        values.number(least=0.1, most=86_400, unit="seconds"),
        "How often a vendor is asked whether a batch is done.",
        default=120.0,
    )
    llm_prices: str = setting(
        "COPYDESK_PRICES",
        values.listed(
            r"[^\s:=]+:[^\s=]+=\d*\.?\d+/\d*\.?\d+(/\d*\.?\d+)?", "provider:model=INPUT/OUTPUT[/CACHED]"
        ),
        "Prices not in the list: `provider:model=INPUT/OUTPUT[/CACHED]`, US dollars per million tokens.",
        default="",
        shown="none",
    )
    llm_limits: str = setting(
        "COPYDESK_LIMITS",
        values.listed(
            r"[^\s=]+\s*=\s*(\d+|-)(\s*/\s*(\d+|-))?", "provider:model=REQUESTS/TOKENS, - for no limit"
        ),
        "Calls a minute, shared by all workers: `provider[:model]=REQUESTS[/TOKENS]`, `-` for no limit.",
        default="",
        shown="what the provider's answers say",
    )
    rewrite_helpers: int = setting(
        "COPYDESK_REWRITE_HELPERS",
        values.whole(least=0, most=16, unit="processes"),
        "So many processes compute for a worker that holds several calls at once (threads), at most one "
        "fewer than there are cores. 0: it computes by itself.",
        default=1,
    )
