"""The kinds of facts, what can become of one, and the four outcomes of a comparison."""

from collections.abc import Iterable
from enum import StrEnum


class FactKind(StrEnum):
    NUMBER = "number"
    """With its unit, currency or percent sign; spelled-out numbers included."""
    DATE = "date"
    """Dates, times of day, years, names of months and weekdays."""
    FREQUENCY = "frequency"
    """How often: per day, twice weekly, every other year."""
    COMPARISON = "comparison"
    """At least, up to, below, <, ≥."""
    CODE_NUMBER = "code-number"
    """Versions, article codes, ids: compared sign by sign."""
    NAME = "name"
    NEGATION = "negation"
    DIRECTION = "direction"
    """Words whose opposite turns the statement round: more and less, higher and lower."""
    OPPOSITE = "opposite"
    """Survived and died, allow and forbid, open and closed."""
    MODALITY = "modality"
    TENSE = "tense"
    QUANTIFIER = "quantifier"
    EXCEPTION = "exception"
    """Only, except, unless."""
    HEDGE = "hedge"
    CONDITION = "condition"
    CAUSE = "cause"
    ORDER_IN_TIME = "order-in-time"
    ATTRIBUTION = "attribution"
    ROLE = "role"
    """Who did what to whom."""
    STATEMENT = "statement"
    """A sentence, list item or step as a whole."""
    WORDING = "wording"
    """Content words that no inflection, listed synonym or neighbour explains."""
    QUOTE = "quote"
    LINK = "link"
    """URLs and link or image targets, the anchor with its target."""
    IMAGE = "image"
    FOOTNOTE = "footnote"
    EMAIL = "email"
    PHONE = "phone"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    ADMONITION = "admonition"
    CODE = "code"
    MATH = "math"
    EMOJI = "emoji"
    MENTION = "mention"
    HTML = "html"
    """Raw HTML, JSX, shortcodes."""
    TEMPLATE = "template"
    """What a site's build expands: templates, shortcodes, includes, directives, roles, imports, embeds."""
    COMMENT = "comment"
    FRONT_MATTER = "front-matter"
    CHARACTER = "character"
    """Control characters, surrogates, direction and zero-width marks."""
    CHATTER = "chatter"
    """What a model says around the text."""
    LANGUAGE = "language"
    MEANING = "meaning"
    """What a further check doubts: the words were kept and say something else."""


class FactFate(StrEnum):
    LOST = "lost"
    CHANGED = "changed"
    SWAPPED = "swapped"
    """Two facts stand in each other's place."""
    MOVED = "moved"
    """The same, in another order or under another parent."""
    NEW = "new"


class Outcome(StrEnum):
    EXPLAINED = "explained"
    """Shown to say the same: a normalised value, inflection, listed synonym, merge, split, move."""
    DOUBT_WORDING = "doubt-wording"
    """Words that nothing explains; the sentence may well say the same."""
    DOUBT_MEANING = "doubt-meaning"
    """An operator, a role, a quantity that cannot be compared, or a statement; a person decides."""
    BROKEN = "broken"


NEVER_AUTOMATIC = frozenset(
    {
        FactKind.NUMBER,
        FactKind.LINK,
        FactKind.IMAGE,
        FactKind.EMAIL,
        FactKind.PHONE,
        FactKind.HTML,
        FactKind.TEMPLATE,
        FactKind.CHARACTER,
    }
)
"""A new one of these is for a person to accept, whichever source or further check supports it."""

SEVERITY = {
    Outcome.BROKEN: 0,
    Outcome.DOUBT_MEANING: 1,
    Outcome.DOUBT_WORDING: 2,
    Outcome.EXPLAINED: 3,
}
"""Least is worst."""


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome that decides; `explained` for none."""
    return min(outcomes, key=SEVERITY.__getitem__, default=Outcome.EXPLAINED)
