"""Public holidays of a country or one of its states, from the `holidays` library."""

from collections.abc import Callable
from datetime import date
from functools import cache

from app.domain.business_time import never


@cache
def public_holidays(country: str) -> Callable[[date], bool]:
    """A test for public holidays in `DE`, `DE-BY` or (empty) nowhere. Raises ValueError if unknown."""
    if not country:
        return never
    import holidays

    code, _, state = country.partition("-")
    try:
        known = holidays.country_holidays(code.upper(), subdiv=state.upper() or None)
    except NotImplementedError as error:
        raise ValueError(f"no public holidays are known for {country!r}: {error}") from error
    return lambda day: day in known
