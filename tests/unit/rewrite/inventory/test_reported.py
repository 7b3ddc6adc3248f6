"""Direct speech told indirectly is no lost quotation, and the lies that look like it are found."""

import pytest

from app.content import read_text
from app.domain.facts import FactKind, Outcome
from app.rewrite.facts import facts_report
from app.rewrite.facts.inventory import inventory_differences
from app.rewrite.text import Text
from tests.support.computing import seconds_of

MAYBE = (Outcome.DOUBT_WORDING, Outcome.DOUBT_MEANING)


def compared(before, after, language="en"):
    texts = (f"---\nlang: {language}\n---\n# T\n\nIt rained. {text} They left.\n" for text in (before, after))
    return facts_report(*(read_text(text, path="a.md") for text in texts))


def quotation(before, after, language="en"):
    """What became of the quotation itself."""
    found = compared(before, after, language).differences
    return [one.outcome for one in found if one.kind is FactKind.QUOTE]


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "“The lift stays shut today,” Brandt said.", "Brandt said the lift stayed shut today."),
        ("en", "Brandt said: “We need more drivers.”", "Brandt said that more drivers were needed."),
        ("en", "“Our boats leave at noon,” said the owner.", "The owner said their boats left at noon."),
        ("de", "„Wir öffnen den Saal“, sagte Brandt.", "Brandt sagte, der Saal werde geöffnet."),
        ("fr", "« Nous fermons deux salles », a dit Morel.", "Morel a dit que deux salles fermaient."),
    ],
)
def test_speech_may_be_told_indirectly_and_somebody_looks(language, before, after):
    assert quotation(before, after, language)[0] in MAYBE
    assert compared(before, after, language).outcome in MAYBE


def test_reported_speech_that_becomes_a_quotation_is_for_a_person():
    assert quotation("Brandt said the lift stayed shut.", "“The lift stays shut,” Brandt said.") == [
        Outcome.DOUBT_MEANING
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“The lift stays shut today,” Brandt said.", "Brandt said nothing about it."),
        ("“The lift stays shut today,” Brandt said.", "The lift is old, and Brandt said so."),
        ("“The lift stays shut.” The hotel is full.", "The hotel is full."),
        ("Brandt said the lift stayed shut.", "“The lift stays shut, and it is your fault,” Brandt said."),
        ("The lift stayed shut.", "“The lift stays shut,” Brandt said."),
    ],
)
def test_a_quotation_that_is_told_nowhere_or_was_said_by_nobody_is_broken(before, after):
    assert compared(before, after).outcome is Outcome.BROKEN


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“The lift will not open today,” Brandt said.", "Brandt said the lift would open today."),
        ("“The lift stays shut,” Brandt said.", "Keller said the lift stayed shut."),
        ("“Most guests were paid,” Brandt said.", "Brandt said all guests were paid."),
    ],
)
def test_what_was_said_stays_said_by_the_same_person(before, after):
    assert compared(before, after).outcome in (Outcome.DOUBT_MEANING, Outcome.BROKEN)


def test_many_lost_quotations_are_compared_in_linear_time():
    def seconds(count):
        before = "".join(f"“The lift number {n} stays shut,” Brandt said. " for n in range(count))
        after = "".join(f"Brandt said the lift number {n} stayed shut. " for n in range(count))
        one, other = Text(before, "a.md"), Text(after, "a.md")
        assert one.document.source != other.document.source
        return seconds_of(lambda: list(inventory_differences(one, other)))

    assert seconds(800) < 12 * seconds(200) + 0.05
