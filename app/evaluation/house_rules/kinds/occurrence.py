"""How often something may, or must, stand in a passage."""

from collections.abc import Callable, Iterator

from app.evaluation.house_rules.messages import message
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.rule import Hit, Matcher
from app.evaluation.house_rules.time_limit import TimeLimit

_CODE = frozenset("*@")


def occurrence(options: Options) -> Callable[[TimeLimit], Matcher]:
    pattern = Pattern(("(?i)" if options.flag("ignorecase") else "") + f"(?:{options.needed('token')})")
    most, least = options.number("max"), options.number("min")
    template = options.needed("message")

    def start(limit: TimeLimit) -> Matcher:
        def hits(passage: Passage) -> Iterator[Hit]:
            text = passage.text
            count, first = 0, None
            for match in pattern.find_all(text, limit):
                count += 1
                if first is None and match[0].strip() and not _CODE.issuperset(match[0]):
                    first = match.span()
            if not (0 < most < count or count < least):
                return
            said = message(template, str(count))
            if count == 0:
                yield Hit(0, 0, said, is_document=True)
            elif first is not None:
                yield Hit(*first, said)

        return hits

    return start
