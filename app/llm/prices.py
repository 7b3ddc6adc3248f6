"""What a model costs, in US dollars: a maintained price list, with overrides for what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.errors import ConfigurationError

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    input: Decimal
    cached: Decimal
    cache_write: Decimal
    output: Decimal

    def cost(self, *, input_tokens: int, cached: int = 0, cache_write: int = 0, output: int = 0) -> Decimal:
        """`input_tokens` without the cached ones and those written to the cache."""
        total = (
            self.input * input_tokens
            + self.cached * cached
            + self.cache_write * cache_write
            + self.output * output
        )
        return total / MILLION


FREE = Price(Decimal(0), Decimal(0), Decimal(0), Decimal(0))
CACHE_WRITE_SURCHARGE = Decimal("1.25")
"""For writing to the prompt cache for 5 minutes, as its vendor charges on top of the input price."""


def price_of(provider: str, model: str, *, overrides: Mapping[str, Price], is_own_server: bool) -> Price:
    """The override for `provider:model`, the kept list's price, or free for a server of one's own.

    Raises ConfigurationError for a vendor's model without a known price: a budget could not hold.
    """
    override = overrides.get(f"{provider}:{model}")
    if override is not None:
        return override
    listed = _listed(provider, model)
    if listed is not None and not is_own_server:
        return listed
    if is_own_server:
        return FREE
    raise ConfigurationError(
        f"no price is known for {provider}:{model}, so its budget could not be held: set COPYDESK_PRICES="
        f"{provider}:{model}=INPUT/OUTPUT (US dollars for a million tokens) or choose a listed model"
    )


def _listed(provider: str, model: str) -> Price | None:
    from genai_prices import Usage, calc_price  # the list is large: loaded when a model is built

    million = int(MILLION)
    try:
        plain = calc_price(
            Usage(input_tokens=million, output_tokens=million), model_ref=model, provider_id=provider
        )
        cached = calc_price(
            Usage(input_tokens=million, cache_read_tokens=million, output_tokens=0),
            model_ref=model,
            provider_id=provider,
        )
    except LookupError:
        return None
    return Price(
        input=plain.input_price,
        cached=cached.input_price,
        cache_write=plain.input_price * CACHE_WRITE_SURCHARGE,
        output=plain.output_price,
    )


def read_prices(text: str) -> dict[str, Price]:
    """`provider:model=INPUT/OUTPUT[/CACHED]`, separated by commas. Raises ValueError naming the bad part."""
    prices = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, numbers = part.partition("=")
        try:
            found = [Decimal(number) for number in numbers.split("/")]
            if len(found) not in {2, 3} or ":" not in name or any(number < 0 for number in found):
                raise ArithmeticError
        except ArithmeticError:
            raise ValueError(f"{part!r} is not a price: write provider:model=INPUT/OUTPUT[/CACHED]") from None
        cached = found[2] if len(found) == 3 else found[0]
        prices[name.strip()] = Price(found[0], cached, found[0] * CACHE_WRITE_SURCHARGE, found[1])
    return prices
