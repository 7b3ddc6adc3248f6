"""What a rule's `action` would write in place of a match."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.rule import Refused
from app.evaluation.house_rules.time_limit import TimeLimit


@dataclass(frozen=True, slots=True)
class Action:
    """`name` is empty for a rule without an action."""

    name: str = ""
    parameters: tuple[str, ...] = ()
    pattern: Pattern | None = None

    def suggestions(self, match: str, limit: TimeLimit) -> tuple[str, ...]:
        """What could stand there instead, the best first."""
        if self.name == "replace":
            return self.parameters
        if self.name == "remove":
            return ("",)
        if self.name == "edit":
            return (self._edited(match, limit),)
        return ()

    def _edited(self, match: str, limit: TimeLimit) -> str:
        how, *rest = self.parameters
        if how == "regex" and self.pattern is not None:
            return self.pattern.replaced(match, rest[1], limit).strip()
        return _EDITS[how](match, *rest).strip()


def action_of(options: Options) -> Action:
    """Raises Refused for one that is unknown or runs a program."""
    raw = options.raw("action")
    if not isinstance(raw, Mapping) or not raw.get("name"):
        return Action()
    name = str(raw["name"])
    parameters = tuple(str(each) for each in raw.get("params") or ())
    if name in ("suggest", "convert"):
        return Action()  # spellings or a script choose the words: the finding stands without them
    if name not in ("replace", "remove", "edit"):
        raise Refused(f"the action {name!r} is unknown")
    if name != "edit":
        return Action(name, parameters)
    wanted: dict[str, int] = {
        "regex": 3,
        "truncate": 2,
        "trim": 2,
        "trim_left": 2,
        "trim_right": 2,
        "split": 3,
    }
    if not parameters or wanted.get(parameters[0]) != len(parameters):
        return Action()  # an edit that Vale does not know, either: the finding stands without a suggestion
    if parameters[0] == "split" and not re.fullmatch(r"\d{1,4}", parameters[2]):
        return Action()
    pattern = Pattern(parameters[1]) if parameters[0] == "regex" else None
    return Action(name, parameters, pattern)


def _part(text: str, separator: str, index: str) -> str:
    parts = text.split(separator) if separator else [text]
    return parts[int(index)] if int(index) < len(parts) else text


_EDITS: dict[str, Callable[..., str]] = {
    "trim": lambda text, characters: text.strip(characters),
    "trim_left": lambda text, characters: text.lstrip(characters),
    "trim_right": lambda text, characters: text.rstrip(characters),
    "truncate": lambda text, separator: text.split(separator)[0] if separator else text,
    "split": _part,
}
