"""Identifiers: sortable by creation time, so that pages and indexes stay in order."""

from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, so that an id can be read out over the telephone."""


def new_id(now_ms: int, random_bits: Callable[[int], int]) -> str:
    """26 characters: 48 bits of milliseconds, then 80 random bits (the ULID layout)."""
    value = (now_ms << 80) | random_bits(80)
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def as_number(an_id: str) -> int:
    """The 128 bits of an id made by `new_id`. Raises ValueError for any other text."""
    number = 0
    for letter in an_id:
        number = number << 5 | ALPHABET.index(letter)
    return number


def is_id(text: str) -> bool:
    """Whether this has the form of an id; nothing with that id need exist."""
    return len(text) == 26 and all(letter in ALPHABET for letter in text)
