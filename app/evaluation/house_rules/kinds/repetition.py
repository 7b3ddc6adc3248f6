"""Words that follow themselves."""

from collections.abc import Callable, Iterator

from app.evaluation.house_rules.actions import action_of
from app.evaluation.house_rules.messages import message
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.rule import Hit, Matcher, Refused
from app.evaluation.house_rules.time_limit import TimeLimit


def repetition(options: Options) -> Callable[[TimeLimit], Matcher]:
    tokens = options.texts("tokens")
    if not tokens:
        raise Refused("it lacks tokens")
    ignore_case = options.flag("ignorecase")
    pattern = Pattern(("(?i)" if ignore_case else "") + f"({'|'.join(tokens)})")
    only_letters = options.flag("alpha")
    most = options.number("max")
    exceptions = options.exceptions()
    action = action_of(options)
    template = options.needed("message")

    def start(limit: TimeLimit) -> Matcher:
        def hits(passage: Passage) -> Iterator[Hit]:
            text = passage.text
            previous, begin, count = "", 0, 0
            for match in pattern.find_all(text, limit):
                word = match[0].strip()
                same = word.casefold() == previous.casefold() if ignore_case else word == previous
                if same and word and (not only_letters or word.isalpha()):
                    count += 1
                    both = text[begin : match.end()]
                    is_excepted = exceptions is not None and exceptions.occurs_in(both, limit)
                    if count > most and "\n" not in both and not is_excepted:
                        better = action.suggestions(both, limit)
                        yield Hit(begin, match.end(), message(template, word), better[0] if better else None)
                        count = 0
                previous, begin = word, match.start()

        return hits

    return start
