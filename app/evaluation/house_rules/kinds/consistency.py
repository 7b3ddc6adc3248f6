"""Two ways to write the same, of which a text may use one."""

from collections.abc import Callable, Iterator

from app.evaluation.house_rules.messages import message
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.patterns import Pattern, one_of
from app.evaluation.house_rules.rule import Hit, Matcher
from app.evaluation.house_rules.time_limit import TimeLimit


def consistency(options: Options) -> Callable[[TimeLimit], Matcher]:
    ignore_case, bounded = options.flag("ignorecase"), not options.flag("nonword")
    patterns = [
        Pattern(
            one_of([f"(?P<left>{left})|(?P<right>{right})"], ignore_case=ignore_case, word_bounds=bounded)
        )
        for left, right in options.pairs("either").items()
    ]
    template = options.needed("message")

    def start(limit: TimeLimit) -> Matcher:
        seen: list[set[str]] = [set() for _ in patterns]

        def hits(passage: Passage) -> Iterator[Hit]:
            text = passage.text
            for pattern, sides in zip(patterns, seen, strict=True):
                last = None
                for match in pattern.find_all(text, limit):
                    sides.add("left" if match["left"] is not None else "right")
                    last = match
                if last is not None and len(sides) == 2:
                    start = text.find(last[0])  # where this side stands first in the passage
                    yield Hit(start, start + len(last[0]), message(template, last[0]))

        return hits

    return start
