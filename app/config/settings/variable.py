"""One environment variable that a model provider declares for itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from app.config.settings import values


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """Read, refused and documented like the product's own settings."""

    name: str
    """`MISTRAL_API_KEY`."""
    about: str
    """One sentence for the reference page."""
    parse: Callable[[str], Any] = values.text
    """From its text to its value; raises `values.Refused` with a sentence."""
    default: Any = None
    shown: str = ""
    """The default in words, where the value itself says too little."""
    secret: bool = False
    """May also come from a file, `NAME_FILE`; stays out of logs and out of `repr`."""


class DeclaresVariables(Protocol):
    """What the settings need to know of a provider."""

    @property
    def variables(self) -> tuple[Variable, ...]: ...
