"""Which unsourced figures an editor would ask about: claims about the world, in the text's own voice.

The score counts every statistic without a source. A person is only asked where the answer would change the
text: a share, a sum or a count of people that the author cannot know from the own work, in a plain
statement. Measurements of one's own, worked examples, limits and instructions are none of these. Where the
language has no words below, nothing is asked: silence is better than a question in vain.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from app.domain.content import PROSE_KINDS
from app.evaluation.aeo.read_sentences import Sentence, count_words
from app.text.figures import Figure, FigureKind

MIN_WORDS = 5
"""A shorter sentence is a label, a cell or a caption."""
ROUND = frozenset({"0", "1", "100"})
"""Per cent that are a manner of speaking: `100 % compatible`."""
LARGE = 1_000_000
"""From here a bare count is a claim about the world, whatever it counts."""

MAX_DIGITS = 15
"""A longer number is a code."""

_ADDRESS = re.compile(r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}")
"""An IPv4 address reads like a number in groups."""
_NAMED_SOURCE = re.compile(r"\s{0,3}\((?=[^()]{0,60}[A-Z])[^()]{2,80}\)")
"""A source in brackets behind the sentence: `(Cisco IBSG)`; to link it is a matter of the score."""
_BEHIND = 24
"""Characters behind a share in which the word stands that says of what."""


def asked_figure(sentence: Sentence, unsupported: Sequence[Figure], *, language: str | None) -> Figure | None:
    """The first figure of the sentence that needs a source, or None. One link answers for the sentence."""
    tables = _tables()
    language = language or "en"  # too short to be recognised: other languages have none of the words
    if not unsupported or sentence.block.kind not in PROSE_KINDS or language not in tables["share_of"]:
        return None
    text = sentence.text
    if _NAMED_SOURCE.match(sentence.block.text, sentence.end) is not None:
        return None
    if count_words(text) < MIN_WORDS or tables["no_claim"][language].search(text) is not None:
        return None
    return next((figure for figure in unsupported if _is_claim(text, figure, language)), None)


def _is_claim(text: str, figure: Figure, language: str) -> bool:
    tables = _tables()
    behind = text[figure.span.end : figure.span.end + _BEHIND]
    if figure.kind is FigureKind.PERCENT:
        if figure.value in ROUND or text[figure.span.start - 1 : figure.span.start] in "<>≤≥=~":
            return False
        return (
            tables["share_of"][language].match(behind.lstrip()) is not None
            or tables["changed"][language].search(text) is not None
        )
    if figure.kind is FigureKind.MONEY:
        return tables["changed"][language].search(text) is not None
    written = text[figure.span.start : figure.span.end]
    return figure.unit in (None, "person", "people") and _is_large_count(figure, written)


def _is_large_count(figure: Figure, written: str) -> bool:
    """A number in the millions, as words (`3 million`) or in groups; digits alone are a code."""
    whole = figure.value.partition(".")[0].lstrip("-")
    if (
        written.isdecimal()
        or _ADDRESS.fullmatch(written) is not None
        or not whole.isdecimal()
        or len(whole) > MAX_DIGITS
    ):
        return False
    return int(whole) >= LARGE


@cache
def _tables() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    text = files(__package__).joinpath("asked_figures.toml").read_text(encoding="utf-8")
    return {
        name: {language: _any_of(words) for language, words in languages.items()}
        for name, languages in tomllib.loads(text).items()
    }


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
