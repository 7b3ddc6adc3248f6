"""Words that must not stand in the text."""

from collections.abc import Callable, Iterator

from app.evaluation.house_rules.actions import action_of
from app.evaluation.house_rules.messages import alternatives, message
from app.evaluation.house_rules.needed_words import NeededWords
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.patterns import Pattern, one_of
from app.evaluation.house_rules.rule import Hit, Matcher, Refused
from app.evaluation.house_rules.time_limit import TimeLimit


def existence(options: Options) -> Callable[[TimeLimit], Matcher]:
    tokens = [token for token in options.texts("tokens") if token.strip()]
    raw = "".join(options.texts("raw"))
    bounded = not options.flag("nonword") and bool(tokens)
    words = one_of(tokens, ignore_case=False, word_bounds=bounded)
    pattern = words + raw if options.flag("append") else raw + words
    if not tokens and not raw:
        raise Refused("it has neither tokens nor raw")
    found = Pattern(("(?i)" if options.flag("ignorecase") else "") + pattern)
    needed = NeededWords(tokens, word_bounds=bounded and not raw)
    exceptions = options.exceptions()
    action = action_of(options)
    template = options.needed("message")

    def start(limit: TimeLimit) -> Matcher:
        def hits(passage: Passage) -> Iterator[Hit]:
            if not needed.may_match(passage):
                return
            text = passage.text
            for match in found.find_all(text, limit):
                if exceptions is not None and exceptions.occurs_in(match[0].strip(), limit):
                    continue
                better = action.suggestions(match[0], limit)
                shown = better[0] if len(better) == 1 else alternatives(better)
                said = message(template, match[0], shown if better else "")
                yield Hit(match.start(), match.end(), said, better[0] if better else None)

        return hits

    return start
