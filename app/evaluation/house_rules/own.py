"""A `[[rule]]` table of `copydesk.toml`, in the terms of Vale's kinds: one engine runs both."""

import re
from collections.abc import Mapping
from typing import Any

from app.evaluation.house_rules.rule import Refused

KINDS: Mapping[str, str] = {
    "capitalisation": "capitalization",
    "consistency": "consistency",
    "occurrence": "occurrence",
    "pattern": "existence",
    "spelling": "spelling",
    "substitution": "substitution",
    "terms": "terms",
}
"""Kinds that a table may name, and the engine's names for them."""
MESSAGES: Mapping[str, str] = {
    "capitalisation": "Write '%[2]s' instead of '%[1]s'.",
    "consistency": "'%s' is also written another way in this text.",
    "occurrence": "This stands here %s times.",
    "pattern": "Do not write '%s'.",
    "spelling": "'%s' is not in the dictionary.",
    "substitution": "Write '%s' instead of '%s'.",
}
"""Messages for tables without one."""

_NAME = re.compile(r"[A-Z][\w-]{0,60}\.[A-Za-z][\w-]{0,60}")


def own_values(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table's values under the engine's names. Raises Refused."""
    values = dict(table)
    name = str(values.pop("name", ""))
    if _NAME.fullmatch(name) is None:
        raise Refused("its name must be a house and a rule with a dot between, like House.Email")
    kind = str(values.pop("kind", ""))
    if kind not in KINDS:
        raise Refused(f"its kind is {kind!r}; the kinds are {', '.join(KINDS)}")
    values["extends"] = KINDS[kind]
    if "extends" in table:
        raise Refused("a [[rule]] has kind, not extends")
    if kind in MESSAGES:
        values.setdefault("message", MESSAGES[kind])
    if "severity" in values:
        values["level"] = values.pop("severity")
    if not values.get("examples"):
        values.pop("examples", None)
    return values
