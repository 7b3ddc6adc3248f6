"""Words that neither a dictionary nor the team's lists know."""

import re
from collections.abc import Callable, Iterator

from app.evaluation.house_rules.actions import action_of
from app.evaluation.house_rules.kinds.hunspell import Dictionary, read_dictionary
from app.evaluation.house_rules.messages import message
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.rule import Hit, Matcher, Refused
from app.evaluation.house_rules.time_limit import TimeLimit

DEFAULT_DICTIONARY = "en_US"

_TOKEN = re.compile(r"\S+")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_BEFORE, _AFTER = "$(\"['", ",)\"]!;.?:'"
_INITIALS = re.compile(r"(?:[A-Za-z]\.){2,20}|[A-Z][a-z]{1,2}\.")
FILTERS = (r"[A-Z]{1}[a-z]+[A-Z]+\w+", r"[A-Z]+$", r"[^a-zA-Z_']")
"""Not looked up unless `custom: true`: camel case, words that end in capitals, words with other signs."""


def spelling(options: Options) -> Callable[[TimeLimit], Matcher]:
    dictionaries = _dictionaries(options)
    own = {word.casefold() for word in _own_words(options)}
    filters = [Pattern(each) for each in options.texts("filters")]
    if not options.flag("custom"):
        filters += [Pattern(each) for each in FILTERS]
    accepted = Pattern(f"(?i){'|'.join(options.accepted)}") if options.accepted else None
    action_of(options)
    for key in ("dicpath", "threshold"):
        options.raw(key)
    template = options.needed("message")

    def start(limit: TimeLimit) -> Matcher:
        judged: dict[str, bool] = {}

        def is_right(word: str) -> bool:
            if word.casefold() in own or any(each.occurs_in(word, limit) for each in filters):
                return True
            if any(dictionary.knows(word) for dictionary in dictionaries):
                return True
            return accepted is not None and accepted.occurs_in(word, limit)

        def hits(passage: Passage) -> Iterator[Hit]:
            for begin, word in words_of(passage.text.translate(_STRAIGHT)):
                if word not in judged:
                    limit.left()
                    judged[word] = is_right(word)
                if not judged[word]:
                    yield Hit(begin, begin + len(word), message(template, word))

        return hits

    return start


def words_of(text: str) -> Iterator[tuple[int, str]]:
    """Words with their offsets: what stands between spaces, without the punctuation around it."""
    for match in _TOKEN.finditer(text):
        word, start = match[0], match.start()
        while word and _INITIALS.fullmatch(word) is None:
            if len(word) > 1 and word[0] in _BEFORE:
                word, start = word[1:], start + 1
            elif len(word) > 1 and word[-1] in _AFTER:
                word = word[:-1]
            else:
                break
        if any(character.isalpha() for character in word):
            yield start, word


def _dictionaries(options: Options) -> list[Dictionary]:
    names = options.texts("dictionaries") or [_name(options.text("dic")) or DEFAULT_DICTIONARY]
    if options.flag("append") and DEFAULT_DICTIONARY not in names:
        names.append(DEFAULT_DICTIONARY)
    options.raw("aff")
    result = []
    for name in names:
        affixes, words = options.files.get(f"{name}.aff"), options.files.get(f"{name}.dic")
        if affixes is None or words is None:
            raise Refused(
                f"the dictionary {name} is missing: put {name}.dic and {name}.aff into config/dictionaries "
                "of the styles, or install the system's Hunspell dictionary"
            )
        result.append(read_dictionary(affixes, words))
    return result


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".dic")


def _own_words(options: Options) -> Iterator[str]:
    yield from options.texts("words")
    for name in options.texts("ignore"):
        if name not in options.files:
            raise Refused(f"the word list {name} is missing")
        yield from (line.strip() for line in options.files[name].splitlines())
