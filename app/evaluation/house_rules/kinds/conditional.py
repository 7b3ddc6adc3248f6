"""What may stand in a text only after something else did: an abbreviation after its explanation."""

from collections.abc import Callable, Iterator

from app.evaluation.house_rules.messages import message
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.rule import Hit, Matcher
from app.evaluation.house_rules.time_limit import TimeLimit


def conditional(options: Options) -> Callable[[TimeLimit], Matcher]:
    first, second = Pattern(options.needed("first")), Pattern(options.needed("second"))
    exceptions = options.exceptions()
    options.flag("ignorecase")  # Vale reads it and does not use it
    template = options.needed("message")

    def start(limit: TimeLimit) -> Matcher:
        explained: set[str] = set()

        def hits(passage: Passage) -> Iterator[Hit]:
            text = passage.text
            for match in second.find_all(text, limit):
                explained.update(group for group in match.groups() if group)
            for match in first.find_all(text, limit):
                if match[0] in explained:
                    continue
                if exceptions is not None and exceptions.occurs_in(match[0], limit):
                    continue
                yield Hit(match.start(), match.end(), message(template, match[0]))

        return hits

    return start
