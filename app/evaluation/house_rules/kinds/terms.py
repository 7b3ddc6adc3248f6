"""Terms of a house: which word is preferred, which are admitted beside it, which are forbidden."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.evaluation.house_rules.messages import message
from app.evaluation.house_rules.needed_words import WordIndex
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.patterns import Match, Pattern
from app.evaluation.house_rules.rule import Hit, Matcher, Refused
from app.evaluation.house_rules.time_limit import TimeLimit

ENDINGS: Mapping[str, tuple[str, ...]] = {
    "de": ("ern", "en", "em", "er", "es", "e", "n", "s"),
    "en": ("'s", "’s", "es", "s"),
    "es": ("es", "s"),
    "fr": ("es", "s", "x", "e"),
    "it": (),
    "nl": ("en", "es", "s", "e"),
    "pt": ("es", "s"),
}
"""Regular endings that `inflect = true` allows behind a term; they stay when the term is replaced."""
MESSAGE = "Write '%s' instead of '%s'."
NOTHING = "Do not write '%[2]s'."
_KEYS = frozenset({"preferred", "admitted", "forbidden", "languages", "inflect", "case", "note"})
_OPENERS = frozenset('.!?:\n“"„«(')


@dataclass(frozen=True, slots=True)
class Term:
    preferred: str
    """Empty where a word is forbidden and there is no better one."""
    admitted: tuple[str, ...]
    forbidden: tuple[str, ...]
    languages: frozenset[str]
    endings: tuple[str, ...]
    keeps_case: bool
    """Whether the preferred term in another case is a finding, too."""
    note: str


def terms(options: Options) -> Callable[[TimeLimit], Matcher]:
    entries = [_term(raw, options) for raw in _tables(options)]
    patterns: dict[int, Pattern] = {}  # compiled when a text holds the words of the term: few ever are
    by_words = WordIndex(_spellings(entry) for entry in entries)
    template = options.text("message")

    def start(limit: TimeLimit) -> Matcher:
        def hits(passage: Passage) -> Iterator[Hit]:
            for index in by_words.candidates(passage):
                entry = entries[index]
                if entry.languages and passage.language not in entry.languages:
                    continue
                if index not in patterns:
                    patterns[index] = Pattern(_written(entry))
                for match in patterns[index].find_all(passage.text, limit):
                    hit = _judged(entry, match, passage.text, template)
                    if hit is not None:
                        yield hit

        return hits

    return start


def _judged(entry: Term, match: Match, text: str, template: str) -> Hit | None:
    """A forbidden form, or the preferred one in the wrong case; None for what may stand."""
    word, ending, start = match[1], match[2] or "", match.start()
    opens = _opens_sentence(text, start)
    if not _is_wrong(entry, " ".join(word.split()), opens=opens):
        return None
    better = entry.preferred
    if better and word[:1].isupper() and better[:1].islower() and opens:
        better = _capital(better)
    default = MESSAGE if better else NOTHING
    said = message(template or default, better + ending if better else "", word + ending)
    if entry.note:
        said = f"{said} {entry.note}"
    return Hit(start, start + len(word) + len(ending), said, better + ending if better else None)


def _is_wrong(entry: Term, found: str, *, opens: bool) -> bool:
    allowed = [form for form in (entry.preferred, *entry.admitted) if form]
    if found in allowed or (opens and found in map(_capital, allowed)):
        return False
    folded = found.casefold()
    if folded in (form.casefold() for form in allowed):  # only the case differs from what may stand
        is_preferred = folded == entry.preferred.casefold()
        return found in entry.forbidden or (entry.keeps_case and is_preferred)
    return True


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" ")
    return not before or before[-1] in _OPENERS


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _forms(entry: Term) -> tuple[str, ...]:
    """Every form, allowed ones too: a forbidden word inside an allowed one may stand."""
    return tuple(form for form in (*entry.forbidden, *entry.admitted, entry.preferred) if form)


def _spellings(entry: Term) -> list[str]:
    return [form + ending for form in _forms(entry) for ending in ("", *entry.endings)]


def _written(entry: Term) -> str:
    """All forms in any case, the longest first."""
    words = "|".join(_literal(form) for form in sorted(set(_forms(entry)), key=len, reverse=True))
    endings = "|".join(_literal(ending) for ending in entry.endings)
    return rf"(?i)(?<!\w)({words})({endings or '(?!)'})?(?!\w)"


def _literal(word: str) -> str:
    special = set("\\^$.|?*+()[]{}")
    escaped = "".join("\\" + sign if sign in special else sign for sign in word)
    return r"\s+".join(escaped.split())


def _tables(options: Options) -> list[Mapping[str, Any]]:
    raw = options.raw("term")
    if not isinstance(raw, list | tuple) or not raw or not all(isinstance(each, Mapping) for each in raw):
        raise Refused("it lacks its terms: write them as [[rule.term]] tables")
    return list(raw)


def _term(raw: Mapping[str, Any], options: Options) -> Term:
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise Refused(f"a term knows no {unknown[0]!r}; it knows {', '.join(sorted(_KEYS))}")
    own = Options(raw)
    languages = frozenset(own.texts("languages"))
    term = Term(
        preferred=own.text("preferred").strip(),
        admitted=tuple(own.texts("admitted")),
        forbidden=tuple(own.texts("forbidden")),
        languages=languages,
        endings=_endings(
            raw.get("inflect", False), languages or frozenset(options.texts("languages")) or {"en"}
        ),
        keeps_case=own.flag("case"),
        note=own.text("note"),
    )
    if not term.forbidden and not (term.keeps_case and term.preferred):
        raise Refused(
            f"the term {term.preferred or '?'!r} finds nothing: give it forbidden forms, or case = true"
        )
    if not all(form.strip() for form in (*term.admitted, *term.forbidden)):
        raise Refused(f"the term {term.preferred or '?'!r} holds an empty form")
    return term


def _endings(inflect: Any, languages: frozenset[str] | set[str]) -> tuple[str, ...]:
    if isinstance(inflect, list | tuple) and all(isinstance(each, str) and each for each in inflect):
        return tuple(sorted(inflect, key=len, reverse=True))
    if inflect is False:
        return ()
    if inflect is not True:
        raise Refused('inflect must be true, false or a list of endings like ["s", "ed"]')
    found = {ending for language in languages for ending in ENDINGS.get(language, ())}
    if not found:
        known = ", ".join(language for language, endings in ENDINGS.items() if endings)
        raise Refused(f"inflect = true knows the endings of {known}: list them for other languages")
    return tuple(sorted(found, key=len, reverse=True))
