"""The examples in the data files hold, and what the classes share: scope, equivalence, silence."""

import pytest

from app.domain.facts import Outcome
from app.rewrite.facts.operators import LANGUAGES, has_operators, operator_differences
from app.rewrite.facts.operators.rules import reasons, rules_for, tables_of

EXAMPLES = [
    pytest.param(
        language, entry["class"], kind, before, after, id=f"{language}-{entry['class']}-{kind}-{number}"
    )
    for language in sorted(LANGUAGES)
    for _, table in tables_of(language)
    for entry in table.get("examples", ())
    for kind in ("fires", "quiet")
    for number, (before, after) in enumerate(entry[kind])
]


def test_every_class_has_one_reason_in_the_language_of_the_report():
    names = {name for language in LANGUAGES for name in rules_for(language).classes}

    assert set(reasons()) == names
    assert all(reason.isascii() and len(reason.split()) <= 8 for reason in reasons().values())


@pytest.mark.parametrize(("language", "name", "kind", "before", "after"), EXAMPLES)
def test_every_example_of_a_class_fires_or_stays_quiet_as_it_says(language, name, kind, before, after):
    found = list(operator_differences([before], [after], language))
    if kind == "fires":
        assert name in {difference.kind for difference in found}
    else:
        assert found == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_class_has_examples_of_both_kinds(language):
    shown = {entry["class"] for _, table in tables_of(language) for entry in table.get("examples", ())}
    assert shown == {*rules_for(language).classes, "opposite"}


@pytest.mark.parametrize(("language", "name", "kind", "before", "after"), EXAMPLES)
def test_a_text_compared_with_itself_has_no_difference(language, name, kind, before, after):
    assert list(operator_differences([before], [before], language)) == []
    assert list(operator_differences([after], [after], language)) == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_pair_of_opposites_has_a_word_on_both_sides(language):
    for pair in rules_for(language).pairs:
        one, other = ({word.strip() for word in side.split(",")} for side in pair.split("|"))
        assert not one & other, pair


def test_an_added_negation_is_broken_where_all_other_words_stayed():
    (found,) = operator_differences(["The valve is rusty."], ["The valve is not rusty."], "en")
    assert (found.kind, found.outcome, found.score) == ("negation", Outcome.BROKEN, 1.0)
    assert found.after[0].text == "not"


def test_an_added_negation_is_a_doubt_where_the_words_changed():
    (found,) = operator_differences(["The valve rusted quickly."], ["No corrosion attacked our valve."], "en")
    assert found.outcome is Outcome.DOUBT_MEANING


def test_a_swapped_opposite_is_broken():
    (found,) = operator_differences(["The judge accepted the plea."], ["The judge rejected the plea."], "en")
    assert (found.kind, found.outcome) == ("opposite", Outcome.BROKEN)


def test_a_bound_before_a_number_is_left_to_the_quantities():
    assert list(operator_differences(["More than 5 came."], ["> 5 came."], "en")) == []


def test_operators_are_compared_over_all_sentences_of_a_group():
    before = ["The pump must be locked, and the lid may be open."]
    after = ["The pump must be locked.", "The lid may be open."]
    assert list(operator_differences(before, after, "en")) == []


def test_the_spans_name_the_sentence_and_the_offsets():
    sentences = ["The lid is red.", "The pump may leak."]
    (found,) = operator_differences(sentences, ["The lid is red.", "The pump leaks."], "en")
    span = found.before[0]
    assert sentences[span.sentence][span.start : span.end] == span.text == "may"


def test_a_language_without_classes_has_no_differences():
    assert not has_operators("sv")
    assert list(operator_differences(["Ja."], ["Nej."], "sv")) == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_members_and_pairs_are_sorted_and_named_once(language):
    for _, table in tables_of(language):
        for entry in table.get("class", ()):
            for forms in entry["members"].values():
                assert forms == sorted(set(forms), key=lambda form: (form.casefold(), form))
        pairs = table.get("pairs", [])
        assert pairs == sorted(set(pairs), key=str.casefold)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_what_a_class_names_is_a_member_of_it(language):
    for _, table in tables_of(language):
        for entry in table.get("class", ()):
            named = [*entry.get("imperative", ())]
            named += [member for members in entry.get("alone_of", {}).values() for member in members]
            named += [member for group in entry.get("same", ()) for member in group]
            assert set(named) <= set(entry["members"]), entry["name"]
