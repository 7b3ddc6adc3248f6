"""The keys of one rule, read with their types. What nobody read is unknown, and refuses the rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.evaluation.house_rules.patterns import Pattern, exceptions_of
from app.evaluation.house_rules.rule import Refused

MAX_WORDS = 20_000
"""Tokens of one rule."""
LARGEST = 1e9
"""No number of a rule is larger; "not a number" is none."""


@dataclass(frozen=True, slots=True)
class Options:
    values: Mapping[str, Any]
    accepted: tuple[str, ...] = ()
    """The vocabulary's accepted terms: exceptions to every rule that does not say `vocab: false`."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Texts of dictionaries and word lists, by the names under which rules ask for them."""
    _read: set[str] = field(default_factory=set)

    def text(self, key: str, default: str = "") -> str:
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Refused(f"{key} must be a text")
        return str(value)

    def needed(self, key: str) -> str:
        value = self.text(key)
        if not value:
            raise Refused(f"it lacks {key}")
        return value

    def texts(self, key: str) -> list[str]:
        """A list of texts; a single one counts as a list, and numbers as they are written."""
        value = self._value(key, [])
        items = value if isinstance(value, list | tuple) else [value]
        if len(items) > MAX_WORDS:
            raise Refused(f"{key} has {len(items):,} entries, of at most {MAX_WORDS:,}")
        if not all(isinstance(item, str | int | float) for item in items):
            raise Refused(f"{key} must be a list of texts")
        return [_written(item) for item in items]

    def pairs(self, key: str) -> dict[str, str]:
        value = self._value(key, {})
        if not isinstance(value, Mapping) or not value or len(value) > MAX_WORDS:
            raise Refused(f"{key} must be a table of texts, with 1 to {MAX_WORDS:,} entries")
        if not all(isinstance(part, str | int | float) for pair in value.items() for part in pair):
            raise Refused(f"{key} must be a table of texts")
        return {_written(left): _written(right) for left, right in value.items()}

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise Refused(f"{key} must be true or false")
        return value

    def number(self, key: str, default: float = 0) -> float:
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LARGEST:
            raise Refused(f"{key} must be a number")
        return float(value)

    def raw(self, key: str) -> Any:
        return self._value(key, None)

    def exceptions(self, *words: str) -> Pattern | None:
        """The rule's exceptions, with the vocabulary's accepted terms where the rule takes them."""
        return exceptions_of(self.exception_words(*words))

    def exception_words(self, *words: str) -> list[str]:
        accepted = self.accepted if self.flag("vocab", default=True) else ()
        return [*self.texts("exceptions"), *words, *accepted]

    def unknown(self) -> list[str]:
        return sorted(str(key) for key in self.values if key not in self._read)

    def _value(self, key: str, default: Any) -> Any:
        self._read.add(key)
        value = self.values.get(key)
        return default if value is None else value


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
