"""The case of headings and the like."""

from collections.abc import Callable, Iterator

from app.evaluation.house_rules.actions import action_of
from app.evaluation.house_rules.kinds.casing import PREPOSITIONS, SMALL, Casing
from app.evaluation.house_rules.messages import message
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.rule import Hit, Matcher
from app.evaluation.house_rules.time_limit import TimeLimit

THRESHOLD = 0.8
"""Share of words that must be right, as in Vale."""

Judge = Callable[[str, TimeLimit], str | None]
"""What should have been written; None where the text is right."""


def capitalization(options: Options) -> Callable[[TimeLimit], Matcher]:
    judge = _judge(options)
    template = options.needed("message")
    suggests = action_of(options).name == "replace"

    def start(limit: TimeLimit) -> Matcher:
        def hits(passage: Passage) -> Iterator[Hit]:
            text = passage.text
            expected = judge(text, limit) if text.strip() else None
            if expected is not None:
                said = message(template, text.strip(), expected)
                begin = len(text) - len(text.lstrip())
                yield Hit(begin, len(text.rstrip()), said, expected if suggests else None)

        return hits

    return start


def _judge(options: Options) -> Judge:
    wanted = options.needed("match")
    words = options.exception_words()
    exceptions = options.exceptions()
    threshold = options.number("threshold") or THRESHOLD
    style = options.text("style", "AP")
    indicators = options.texts("indicators")
    prefix = options.text("prefix")

    def exempt(text: str, limit: TimeLimit) -> bool:
        return exceptions is not None and exceptions.occurs_in(text, limit)

    if wanted == "$lower":
        return lambda text, limit: None if text == text.lower() or exempt(text, limit) else text.lower()
    if wanted == "$upper":
        return lambda text, limit: None if text == text.upper() or exempt(text, limit) else text.upper()
    if wanted in ("$title", "$sentence"):
        is_sentence = wanted == "$sentence"
        small = SMALL | PREPOSITIONS if style == "Chicago" else SMALL
        casing = Casing(exceptions=exceptions, words=words, indicators=indicators, prefix=prefix, small=small)

        def cased(text: str, limit: TimeLimit) -> str | None:
            expected = (casing.sentence if is_sentence else casing.title)(text.strip(), limit)
            share = casing.share_met(text, expected, limit, by_sentence=is_sentence)
            return None if share >= threshold else expected

        return cased
    pattern = Pattern(wanted)

    def fits(text: str, limit: TimeLimit) -> str | None:
        return None if pattern.occurs_in(text, limit) or exempt(text, limit) else wanted

    return fits
