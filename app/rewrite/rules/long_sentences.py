"""Split an over-long sentence where two main clauses meet, and nowhere else.

A joint is safe when nothing before it can still govern what follows it: no `that`, `if` or `because`,
no colon, no open bracket or quotation, no question. The second half keeps its subject.
"""

import re
from collections.abc import Iterator

from app.domain.content import Block, Document, Span
from app.rewrite.rules.edits import Edit, plain_span, sealed_ranges, touches
from app.rewrite.rules.language import LanguageRules
from app.text.sentences import sentences, word_count

RULE = "long-sentence"

_JOINT = re.compile(r"(?P<semicolon>;) (?P<right>[^\W\d_]+)|, (?P<joint>[^\W\d_]+) (?P<start>[^\W\d_]+)(?= )")
_WORD = re.compile(r"[^\W\d_]+")


def split_edits(document: Document, block: Block, rules: LanguageRules) -> Iterator[Edit]:
    """At most one split a sentence; the halves are looked at again in the next pass."""
    sealed = sealed_ranges(block.text)
    for sentence in sentences(block.text):
        text = block.text[sentence.start : sentence.end]
        if word_count(text) <= rules.long_sentence_words or text.rstrip("\"'”’»)").endswith("?"):
            continue
        edit = _best_split(document, block, sentence, sealed, rules)
        if edit is not None:
            yield edit


def _best_split(
    document: Document, block: Block, sentence: Span, sealed: tuple[Span, ...], rules: LanguageRules
) -> Edit | None:
    found: list[tuple[int, Edit]] = []
    for match in _JOINT.finditer(block.text, sentence.start, sentence.end):
        left = block.text[sentence.start : match.start()]
        right = block.text[match.end() : sentence.end]
        sizes = (word_count(left), word_count(right) + 1)
        if min(sizes) < rules.least_words or touches(match.start(), match.end(), sealed):
            continue
        opening = _opening(block.text, match, left, rules)
        if opening is None:
            continue
        span = plain_span(document, block, match.start(), match.end())
        if span is not None:
            found.append((abs(sizes[0] - sizes[1]), Edit(span, opening, RULE, block.section_id)))
    return min(found, key=lambda item: item[0])[1] if found else None


def _opening(text: str, match: re.Match[str], left: str, rules: LanguageRules) -> str | None:
    """What stands in the joint's place, None where it is not safe."""
    if ":" in left:
        return None
    if match["semicolon"]:
        return _after_semicolon(text, match, rules) if left.count(";") == 0 else None
    joint, start = match["joint"], match["start"]
    if joint not in rules.drop | rules.keep or _may_govern(left, rules):
        return None
    if start.lower() in rules.starters:
        return f". {_capital(start)}" if joint in rules.drop else f". {_capital(joint)} {start}"
    following = text[match.start("start") : match.start("start") + 40]
    adverb = next((a for a in rules.adverbs if following.lower().startswith(f"{a} ")), None)
    subject = _WORD.match(following, len(adverb) + 1) if adverb is not None else None
    if subject is None or subject.group().lower() not in rules.starters:
        return None
    return f". {_capital(start)}" if joint in rules.drop else f". {_capital(joint)} {start}"


def _may_govern(left: str, rules: LanguageRules) -> bool:
    """A clause between commas that opens with a relative word is closed, and so is what stands in it."""
    opener, *clauses = left.split(", ")
    still = [clause for clause in clauses if _first_word(clause) not in rules.relative]
    words = {word.lower() for clause in (opener, *still) for word in _WORD.findall(clause)}
    return bool(words & rules.guards)


def _first_word(clause: str) -> str:
    match = _WORD.match(clause)
    return match.group().lower() if match else ""


def _after_semicolon(text: str, match: re.Match[str], rules: LanguageRules) -> str | None:
    right = text[match.start("right") : match.start("right") + 30].lower()
    word = match["right"].lower()
    adverbs = tuple(f"{adverb}{sign}" for adverb in rules.after_semicolon for sign in " ,")
    opens = word in rules.starters or right.startswith(adverbs)
    return f". {_capital(match['right'])}" if opens else None


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
