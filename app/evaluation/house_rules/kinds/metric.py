"""A formula over counts of the whole text, such as its reading grade."""

import re
from collections.abc import Callable, Iterator

from app.evaluation.house_rules.kinds.counts import NAMES, counts_of
from app.evaluation.house_rules.kinds.formula import parsed, value
from app.evaluation.house_rules.messages import message
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.rule import Hit, Matcher, Refused
from app.evaluation.house_rules.time_limit import TimeLimit

_HEADING = re.compile(r"heading\.(h[1-6])")

GRADES = {
    "Flesch-Kincaid": "0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59",
    "Gunning Fog": "0.4 * ((words / sentences) + 100 * (complex_words / words))",
    "Coleman-Liau": "0.0588 * (characters / words) * 100 - 0.296 * (sentences / words) * 100 - 15.8",
    "SMOG": "1.0430 * math.sqrt((polysyllabic_words * 30.0) / sentences) + 3.1291",
    "Automated Readability": "4.71 * (characters / words) + 0.5 * (words / sentences) - 21.43",
}
"""The published formulas, each a school grade: Kincaid 1975, Gunning 1952, Coleman and Liau 1975, McLaughlin
1969, Senter and Smith 1967."""


def metric(options: Options) -> Callable[[TimeLimit], Matcher]:
    formula = _HEADING.sub(r"heading_\1", options.needed("formula"))
    condition = options.needed("condition")
    return _measured([formula], condition, options.needed("message"))


def readability(options: Options) -> Callable[[TimeLimit], Matcher]:
    names = options.texts("metrics")
    unknown = [name for name in names if name not in GRADES]
    if unknown or not names:
        raise Refused(f"its metrics must be some of {', '.join(GRADES)}")
    grade = options.number("grade")
    return _measured([GRADES[name] for name in names], f"> {grade}", options.needed("message"))


def _measured(formulas: list[str], condition: str, template: str) -> Callable[[TimeLimit], Matcher]:
    trees = [parsed(formula, NAMES) for formula in formulas]
    test = parsed(f"result {condition}", NAMES | {"result"})

    def start(limit: TimeLimit) -> Matcher:
        def hits(passage: Passage) -> Iterator[Hit]:
            limit.left()
            counts = counts_of(passage)
            if not counts["words"]:
                return
            result = sum(value(tree, counts) for tree in trees) / len(trees)
            if value(test, {**counts, "result": result}):
                yield Hit(0, 0, message(template, f"{result:.2f}"), is_document=True)

        return hits

    return start
