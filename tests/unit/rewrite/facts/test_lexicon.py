"""Words that carry facts: found quickly, and none is missed for it."""

from pathlib import Path

import pytest

import app.rewrite.facts
from app.rewrite.facts.lexicon import lexicon_for, words_in

DATA = Path(app.rewrite.facts.__file__).parent / "data"
LANGUAGES = sorted(file.stem for file in DATA.glob("*.toml"))
FRAMES = ("{}", "It {} so, they say.", "\u201c{}\u201d", "({}), \u00e9tait", "x-{}-y")


def phrases_of(language):
    lexicon = lexicon_for(language)
    return [lexicon.negations, *(side for pair in lexicon.opposites for side in pair)]


def choices(phrases):
    """Every word and phrase of a pattern, as a text writes it."""
    inner = phrases.pattern.pattern.partition("(?:")[2].rpartition(")(?!")[0] or phrases.pattern.pattern[3:-1]
    return [one.replace("\\", "").replace("['\u2019]", "'") for one in inner.split("|")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_passed_over_that_holds_a_phrase(language):
    for phrases in phrases_of(language):
        for phrase in choices(phrases):
            for frame in FRAMES:
                for written in (phrase, phrase.upper(), phrase.title(), phrase.replace("i", "\u0131")):
                    text = frame.format(written)
                    found = len(phrases.pattern.findall(text))
                    assert phrases.count_in(text, words_in(text)) == found, text


def test_a_sentence_without_any_is_not_searched():
    negations = lexicon_for("en").negations

    assert not negations.may_stand_among(words_in("Water boils at 100 degrees."))
    assert negations.may_stand_among(words_in("It ISN\u2019T so."))
