"""Names as far as spelling shows them: capitals inside a sentence, acronyms, titles, mixed scripts."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.content import Document, Span
from app.rewrite.facts.lexicon import Lexicon, lexicon_for
from app.text.sentences import sentences

_WORD = re.compile(r"[^\W\d_][^\W_]*")
_GERMAN_NOUN = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|ismus|nis|nisse|ment|mente|chen|lein)\Z"
)
_OPENERS = frozenset(".!?:;…。！？([{\"'’“„«‘–—•*>/|")
_JAPANESE_NOUN = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}|[\u3400-\u9fff々]{2,}(さん|さま|様|氏|くん|ちゃん)?")


@dataclass(frozen=True, slots=True)
class Name:
    span: Span
    text: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What two texts together show about the capitals in them."""

    sure: frozenset[str] = frozenset()
    """Stand with a capital where nothing but a name explains it."""
    nouns: frozenset[str] = frozenset()
    """Stand with a capital inside a sentence, and perhaps are no more than nouns."""


def names_of(text: str, lexicon: Lexicon, *, known: KnownNames, is_heading: bool = False) -> list[Name]:
    """Each word of a name on its own, so that `Marie Curie` and `Curie` share one.

    At the front of a sentence and in a heading a capital says nothing: there only known ones count.
    """
    starts = {sentence.start for sentence in sentences(text)}
    words = list(_WORD.finditer(text))
    found: list[Name] = []
    for index, match in enumerate(words):
        word = match[0]
        if word.islower():
            continue
        if _by_shape(word):
            found.append(Name(Span(*match.span()), word, is_sure=True))
            continue
        if not word[0].isupper() or len(word) < 2 or word.casefold() in lexicon.calendar:
            continue
        opens = match.start() in starts or _opens(text, match.start())
        if opens and word.casefold() in lexicon.function_words:
            continue
        if (opens or is_heading) and word not in known.sure and word not in known.nouns:
            if opens and _next_is_name(text, words, index, known):
                found.append(Name(Span(*match.span()), word, is_sure=False))
            continue
        sure = not lexicon.has_capital_nouns or word in known.sure or _has_title(words, index, lexicon)
        found.append(Name(Span(*match.span()), word, is_sure=sure))
    if lexicon.language == "ja":
        found.extend(
            Name(Span(*m.span()), m.group(), is_sure=m[1] is not None) for m in _JAPANESE_NOUN.finditer(text)
        )
    return found


def known_names(documents: Iterable[Document]) -> KnownNames:
    seen: Counter[str] = Counter()
    with_article: set[str] = set()
    lower: set[str] = set()
    has_capital_nouns = False
    functions: frozenset[str] = frozenset()
    blocks: Counter[tuple[str | None, str]] = Counter()
    for document in documents:
        lexicon = lexicon_for(document.language)
        has_capital_nouns = has_capital_nouns or lexicon.has_capital_nouns
        functions |= lexicon.function_words
        blocks.update((document.language, block.text) for block in document.prose())
    # Most blocks of a candidate are those of its original: looked at once, they count twice.
    for (language, text), times in blocks.items():
        _collect(text, lexicon_for(language), seen, with_article, lower, times=times)
    written = frozenset(
        word for word in seen if word.casefold() not in functions and word.lower() not in lower
    )
    if not has_capital_nouns:
        return KnownNames(sure=written)
    sure = frozenset(
        word
        for word in written
        if seen[word] >= 2 and word not in with_article and not _GERMAN_NOUN.search(word)
    )
    return KnownNames(sure=sure, nouns=written)


def _collect(
    text: str, lexicon: Lexicon, seen: Counter[str], with_article: set[str], lower: set[str], *, times: int
) -> None:
    starts = {sentence.start for sentence in sentences(text)}
    previous = ""
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0].islower():
            lower.add(word)
        elif _stands_alone(text, match, starts) and word.casefold() not in lexicon.calendar:
            seen[word] += times
            if previous in lexicon.articles or previous.endswith(("e", "er", "en", "es", "em")):
                with_article.add(word)
        previous = word.casefold()


def _stands_alone(text: str, match: re.Match[str], starts: set[int]) -> bool:
    return len(match.group()) > 1 and match.start() not in starts and not _opens(text, match.start())


def _by_shape(word: str) -> bool:
    """`NASA`, `iPhone`, `GitHub`, `IPv6`: a name wherever it stands."""
    if word[1:].islower():
        return False
    letters = [sign for sign in word if sign.isalpha()]
    if len(letters) < 2 or len(word) > 40:
        return False
    inner = any(sign.isupper() for sign in word[1:])
    return inner and any(sign.isascii() or sign.isalpha() for sign in word)


def _has_title(words: Sequence[re.Match[str]], index: int, lexicon: Lexicon) -> bool:
    return index > 0 and words[index - 1].group().casefold() in lexicon.titles


def _next_is_name(text: str, words: Sequence[re.Match[str]], index: int, known: KnownNames) -> bool:
    """`Emil` in `Emil Krantz waited.` is a name if `Krantz` is one."""
    if index + 1 == len(words) or text[words[index].end() : words[index + 1].start()] != " ":
        return False
    return words[index + 1].group() in known.sure or words[index + 1].group() in known.nouns


def _opens(text: str, offset: int) -> bool:
    """Does a sentence, a quotation or an item begin here? The apostrophe of `d'Arras` opens nothing."""
    before = text[max(0, offset - 3) : offset].rstrip()
    is_elided = before[-1:] in {"'", "’"} and before[-2:-1].isalpha() and text[offset - 1] == before[-1]
    return not before or (before[-1] in _OPENERS and not is_elided)
