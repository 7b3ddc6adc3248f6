"""One setting: its variable, its parser and its line in the reference page."""

from collections.abc import Callable
from dataclasses import MISSING, Field, field, fields
from typing import Any


def setting(
    name: str,
    parse: Callable[[str], Any],
    about: str,
    *,
    default: Any = MISSING,
    shown: str = "",
    secret: bool = False,
    old_name: str = "",
) -> Any:
    """One field: its variable, its parser, its line in the reference. Secrets stay out of repr().

    `old_name` is its variable in the release before, accepted for one more release with a warning.
    """
    metadata = {
        "name": name,
        "parse": parse,
        "about": about,
        "shown": shown,
        "secret": secret,
        "old_name": old_name,
    }
    return field(default=default, repr=not secret, metadata=metadata)


def setting_fields(settings: Any) -> tuple["Field[Any]", ...]:
    """The fields, of a class of settings or of a value, that one variable decides."""
    return tuple(spec for spec in fields(settings) if "name" in spec.metadata)
