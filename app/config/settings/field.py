"""One setting: its variable, its parser and its line in the reference page."""

from collections.abc import Callable
from dataclasses import MISSING, field
from typing import Any


def setting(
    name: str,
    parse: Callable[[str], Any],
    about: str,
    *,
    default: Any = MISSING,
    shown: str = "",
    secret: bool = False,
) -> Any:
    """One field: its variable, its parser, its line in the reference. Secrets stay out of repr()."""
    metadata = {"name": name, "parse": parse, "about": about, "shown": shown, "secret": secret}
    return field(default=default, repr=not secret, metadata=metadata)
