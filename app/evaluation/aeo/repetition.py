"""Text that only repeats: sentences said before, sentences made of the query, phrases said too often."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from app.evaluation.aeo.reading import Sentence
from app.evaluation.aeo.stopwords import stopwords

WORD = re.compile(r"[^\W_]+")
MIN_WORDS = 4
QUERY_JACCARD = 0.7
"""Share of words in common at which a sentence is the query again (AEO simulation, measured)."""
QUERY_RUN = 5
"""Words of the question in a row that a sentence may hold, however short the question is."""
QUERY_WORDS = 3
"""So many of its words, and hardly any other, make a sentence the query again."""
MAX_REPEATS = 3
"""A content word that one sentence of ordinary length says more often than this is stuffed into it."""
MAX_WORD_SHARE = 0.2
MANY = 3
"""Times a sentence is said before even its first place counts as repetition."""
PHRASE = 4
"""Words in a row that count as a phrase said again."""
PHRASE_SHARE = 0.6
"""Share of a sentence in such phrases; comparisons and rules of law stay below it."""
VARIED_FROM = 9
MIN_VARIETY = 0.56
"""Share of different content words below which a sentence of `VARIED_FROM` or more is stuffed."""
_APART = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
_END_MARKS = ".!?:;… "


def words_of(text: str) -> list[str]:
    """The runs of letters and digits."""
    return text.translate(_APART).split() if text.isascii() else WORD.findall(text)


def folded(text: str) -> str:
    """Lower case words with single spaces: equal for texts that differ in marks and case only."""
    return " ".join(words_of(text.lower()))


def repeated_sentences(sentences: Iterable[Sentence], *, query: str | None) -> frozenset[int]:
    """Numbers of the sentences that were said before or were written for a search engine.

    Said twice, the second one is repetition; said three times, all of them are.
    """
    places: dict[str, list[int]] = {}
    found: set[int] = set()
    asked = content_words(query) if query is not None else frozenset()
    for number, sentence in enumerate(sentences):
        text = sentence.text.lower()
        pieces = text.split()
        if asked and is_query_again(words_of(text), asked):
            found.add(number)
        if len(pieces) < MIN_WORDS and text.isascii():
            continue
        again = places.setdefault(" ".join(pieces).rstrip(_END_MARKS), [])
        again.append(number)
        if len(again) >= MANY:
            continue  # it is repetition whatever it says
        if len(pieces) - len(set(pieces)) >= 2 and is_stuffed(words_of(text), asked=asked):
            found.add(number)
    for numbers in places.values():
        if len(numbers) > 1:
            found.update(numbers[1:] if len(numbers) < MANY else numbers)
    return frozenset(found)


def is_stuffed(words: list[str], *, asked: frozenset[str] = frozenset()) -> bool:
    """Does the sentence say the same few content words, or the same phrase, over and over?"""
    counts = Counter(words)
    again = len(words) - len(counts)
    if _says_a_phrase_twice(words, again) or _says_all_twice(words, asked, counts):
        return True
    if again < MAX_REPEATS:
        return False
    stop = stopwords()
    said = [(word, count) for word, count in counts.items() if count > 1 and len(word) > 2]
    often = [count for word, count in said if word not in stop]
    if sum(often) - len(often) < MAX_REPEATS:
        return False
    content = sum(len(word) > 2 and word not in stop for word in words)
    different = content - (sum(often) - len(often))
    if content >= VARIED_FROM and different / content < MIN_VARIETY:
        return True
    most = max(often)
    return most > MAX_REPEATS and most / len(words) > MAX_WORD_SHARE


def _says_a_phrase_twice(words: list[str], again: int) -> bool:
    """Is most of the sentence one run of words and the same run again? `again` words were said before.

    Every word of such a run stands there twice, so there is no need to look where too few do.
    """
    if again < max(PHRASE, PHRASE_SHARE / 2 * len(words)):
        return False
    runs = list(zip(*(words[start:] for start in range(PHRASE)), strict=False))
    counts = Counter(runs)
    covered = {at + step for at, run in enumerate(runs) if counts[run] > 1 for step in range(PHRASE)}
    return len(covered) >= PHRASE_SHARE * len(words) and len(covered) >= 2 * PHRASE


def _says_all_twice(words: list[str], asked: frozenset[str], counts: Mapping[str, int]) -> bool:
    """Every word of the question and every one again, or more of them in a row than it has."""
    if len(asked) < 2:
        return False
    return all(counts.get(word, 0) >= 2 for word in asked) or _longest_run(words, asked) > max(
        len(asked), QUERY_RUN
    )


def _longest_run(words: list[str], asked: frozenset[str]) -> int:
    """The most words of the question that follow each other with nothing but stop words between them."""
    stop = stopwords()
    longest = run = 0
    for word in words:
        if word in asked:
            run += 1
            longest = max(longest, run)
        elif word not in stop:
            run = 0
    return longest


def is_query_again(words: list[str], asked: frozenset[str]) -> bool:
    """Is the sentence little more than words of the question?"""
    content = {word for word in words if word not in stopwords()}
    if len(content) < 2 or len(asked) < 2:
        return False
    common = len(content & asked)
    return common / len(content | asked) >= QUERY_JACCARD or (
        common >= QUERY_WORDS and common / len(content) >= QUERY_JACCARD
    )


def content_words(text: str) -> frozenset[str]:
    stop = stopwords()
    return frozenset(word for word in words_of(text.lower()) if word not in stop)


def phrase_share(words: list[str], *, at_least: float) -> tuple[str, float]:
    """The pair of neighbouring content words said most often, and its share of all words.

    Only pairs of words that are frequent enough for a share of `at_least` are looked at.
    """
    stop = stopwords()
    needed = max(2.0, at_least * len(words) / 2)
    frequent = {word for word, count in Counter(words).items() if count >= needed and word not in stop}
    if len(frequent) < 2:
        return "", 0.0
    pairs = Counter(
        pair for pair in pairwise(words) if pair[0] in frequent and pair[1] in frequent and pair[0] != pair[1]
    )
    if not pairs:
        return "", 0.0
    (left, right), count = pairs.most_common(1)[0]
    return f"{left} {right}", 2 * count / len(words)
