"""What the environment decides about language models: prices, limits, batches. Keys, addresses and models are
declared by the providers themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.config.settings import values
from app.config.settings.field import setting
from app.config.settings.simulate import SimulationSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelSettings(SimulationSettings):
    """What models cost and how often they may be called."""

    provider_settings: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)
    """Variable name -> value, of what the installed providers declare (`app.config.settings.providers`); one
    that is not set is absent."""
    batch_collect_seconds: float = setting(
        "COPYDESK_BATCH_COLLECT",
        values.number(least=0, most=86_400, unit="seconds"),
        "How long requests are collected before they are sent as one batch.",
        default=300.0,
    )
    batch_poll_seconds: float = setting(
        "COPYDESK_BATCH_POLL",
        values.number(least=0.1, most=86_400, unit="seconds"),
        "How often a vendor is asked whether a batch is finished.",
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
    month_budget: float | None = setting(
        "COPYDESK_MONTH_BUDGET",
        values.number(least=0, most=1_000_000, unit="US dollars"),
        "US dollars that all projects together may spend on models in a calendar month (UTC). A project's "
        "own limit is `rewrite.budgets.per_month` in its policy.",
        default=None,
        shown="none: only the projects' own limits hold",
    )
    llm_limits: str = setting(
        "COPYDESK_LIMITS",
        values.listed(
            r"[^\s=]+\s*=\s*(\d+|-)(\s*/\s*(\d+|-))?", "provider:model=REQUESTS/TOKENS, - for no limit"
        ),
        "Calls a minute, shared by all workers: `provider[:model]=REQUESTS[/TOKENS]`, `-` for no limit.",
        default="",
        shown="what the provider's responses say",
    )
    rewrite_helpers: int = setting(
        "COPYDESK_REWRITE_HELPERS",
        values.whole(least=0, most=16, unit="processes"),
        "Processes that compute for a worker with several calls at once (threads), at most one fewer than "
        "there are cores. 0: it computes by itself.",
        default=1,
    )
