"""The shortcut past long lists of words never hides a match."""

import pytest

from app.domain.content import Span
from app.evaluation.house_rules.needed_words import NeededWords
from app.evaluation.house_rules.passage import Passage


def passage(text):
    return Passage(text, frozenset(), frozenset(), Span)


@pytest.mark.parametrize(
    ("tokens", "text", "may"),
    [
        (["in order to"], "We do it to win.", False),
        (["in order to"], "In ORDER to win.", True),
        (["don't", "e-mail"], "An E-mail.", True),
        (["so (?:far|long)"], "So long.", True),
        (["so (?:far|long)"], "Long.", False),
        (["colou?r"], "color", True),
        (["a?bout"], "bout", True),
        (["far|near"], "near", True),
        (["near ?by"], "nearby", True),
        (["very", ".*"], "anything", True),
        ([], "anything", True),
        (["straße"], "STRASSE", True),
    ],
)
def test_a_passage_is_passed_over_only_where_no_token_can_match(tokens, text, may):
    assert NeededWords(tokens, word_bounds=True).may_match(passage(text)) is may


def test_without_word_bounds_nothing_is_known():
    assert NeededWords(["cat"], word_bounds=False).may_match(passage("concatenate"))
