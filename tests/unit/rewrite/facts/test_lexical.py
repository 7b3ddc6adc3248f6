"""How English words are related, from the shipped lexicon."""

import pytest

from app.rewrite.facts.wording.lexical import Relation, english


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("grew", "grow", Relation.SAME),
        ("boxes", "box", Relation.SAME),
        ("running", "run", Relation.SAME),
        ("car", "automobile", Relation.SYNONYM),
        ("develop", "development", Relation.DERIVED),
        ("salmon", "fish", Relation.WIDER),
        ("fish", "salmon", Relation.NARROWER),
        ("open", "closed", Relation.ANTONYM),
        ("improve", "worsen", Relation.NEAR_ANTONYM),
        ("safe", "unsafe", Relation.AFFIX),
        ("harmless", "harmful", Relation.AFFIX),
        ("impressive", "remarkable", Relation.LISTED_ONCE),
    ],
)
def test_a_relation_is_found(one, other, relation):
    assert relation in english().relation(one, other)


def test_words_that_nothing_joins_have_no_relation():
    assert english().relation("roses", "locomotive") is Relation.NONE
    assert english().relation("zzyzx", "car") is Relation.NONE


def test_all_inflections_share_one_lemma():
    assert {english().lemma(word) for word in ("walk", "walks", "walked", "walking")} == {"walk"}
    assert english().lemma("zzyzx") == "zzyzx"
