"""Words with the words to write instead."""

import re
from collections.abc import Callable, Iterator, Sequence

from app.evaluation.house_rules.actions import Action, action_of
from app.evaluation.house_rules.messages import alternatives, message, unquoted
from app.evaluation.house_rules.needed_words import NeededWords
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.patterns import Pattern, one_of
from app.evaluation.house_rules.rule import Hit, Matcher, Refused
from app.evaluation.house_rules.time_limit import TimeLimit

_CAPTURE = re.compile(r"(?<!\\)\((?:(?!\?)|\?P?<(?![=!])\w+>)")
_PLAIN = re.compile(r"[\w -]*")
_HAS_GROUP = re.compile(r"\$(?:\d|\{)")


def substitution(options: Options) -> Callable[[TimeLimit], Matcher]:
    pairs = sorted(options.pairs("swap").items(), key=lambda pair: -len(pair[0]))
    ignore_case = options.flag("ignorecase")
    wanted = [f"({_CAPTURE.sub('(?:', written)})" for written, _ in pairs]
    bounded = not options.flag("nonword")
    found = Pattern(one_of(wanted, ignore_case=ignore_case, word_bounds=bounded))
    needed = NeededWords((written for written, _ in pairs), word_bounds=bounded)
    better = [
        _Better(expected, written if _HAS_GROUP.search(expected) else "", ignore_case=ignore_case)
        for written, expected in pairs
    ]
    exceptions = options.exceptions()
    action = action_of(options)
    capitalize = options.flag("capitalize")
    template = options.needed("message")
    options.raw("pos")  # Vale ignores it, too

    def start(limit: TimeLimit) -> Matcher:
        def hits(passage: Passage) -> Iterator[Hit]:
            if not needed.may_match(passage):
                return
            text = passage.text
            for match in found.find_all(text, limit):
                observed = match[0].strip()
                entry = better[(match.lastindex or 1) - 1]
                expected = entry.for_match(observed, limit, capitalize=capitalize)
                if entry.is_met(expected, observed, limit):
                    continue
                if exceptions is not None and exceptions.occurs_in(observed, limit):
                    continue
                said, choice = _said(template, expected, observed, action, capitalize=capitalize)
                yield Hit(match.start(), match.end(), said, choice)

        return hits

    return start


class _Better:
    """What to write instead of one entry."""

    def __init__(self, expected: str, grouped: str, *, ignore_case: bool) -> None:
        self._expected = expected
        self._grouped = Pattern(("(?i)" if ignore_case else "") + grouped) if grouped else None
        self._accepts: Pattern | None = None
        if not self._grouped and not _PLAIN.fullmatch(expected):
            try:
                self._accepts = Pattern(expected)
            except Refused:
                self._accepts = None

    def for_match(self, observed: str, limit: TimeLimit, *, capitalize: bool) -> str:
        expected = self._expected
        if capitalize and observed == first_upper(observed):
            expected = first_upper(expected)
        return expected if self._grouped is None else self._grouped.replaced(observed, expected, limit)

    def is_met(self, expected: str, observed: str, limit: TimeLimit) -> bool:
        """The text has already what is asked for: `swap` may name a pattern, so that a case is enforced."""
        if expected == observed:
            return True
        return self._accepts is not None and self._accepts.is_whole(observed, limit)


def _said(
    template: str, expected: str, observed: str, action: Action, *, capitalize: bool
) -> tuple[str, str | None]:
    if action.name == "remove":
        return message(template, expected, observed), ""
    if action.name != "replace":
        return message(template, expected, observed), expected if _PLAIN.fullmatch(expected) else None
    choices: Sequence[str] = action.parameters or expected.split("|")
    if not action.parameters:
        if capitalize and observed == first_upper(observed):
            choices = [first_upper(choice) for choice in choices]
        return message(unquoted(template), _listed(template, choices), observed), choices[0]
    return message(template, expected, observed), choices[0]


def _listed(template: str, choices: Sequence[str]) -> str:
    return alternatives(choices) if template != unquoted(template) or len(choices) > 1 else f"'{choices[0]}'"


def first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
