"""Two versions of a text, and what the inventory says of them."""

from app.domain.facts import FactDifference
from app.rewrite.facts.inventory import inventory_differences
from app.rewrite.text import Text


def compared(before: str, after: str, path: str = "a.md") -> list[FactDifference]:
    return list(inventory_differences(Text(before, path), Text(after, path)))


def outcomes(before: str, after: str, path: str = "a.md") -> list[tuple[str, str, str]]:
    """Kind, fate and outcome of each difference."""
    return [(d.kind.value, d.fate.value, d.outcome.value) for d in compared(before, after, path)]
