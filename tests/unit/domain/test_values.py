import pickle

import pytest

from app.domain import errors
from app.domain.content import ContentFormat, Document
from app.domain.errors import CopydeskError, InvalidTransition
from app.domain.ids import new_id
from app.domain.keys import digest, submission_key
from app.domain.lifecycle import MOVES, SubmissionStatus, check_move
from app.domain.priority import BROKER_STEPS, Priority, broker_priority
from app.domain.review import EscalationReason, priority_for


def every_error(kind=CopydeskError):
    yield kind
    for child in kind.__subclasses__():
        yield from every_error(child)


@pytest.mark.parametrize("kind", list(every_error()))
def test_every_error_survives_the_way_to_another_process(kind):
    error = pickle.loads(pickle.dumps(kind("what, where, how to mend it")))  # noqa: S301 - our own bytes

    assert type(error) is kind
    assert str(error) == "what, where, how to mend it"


def test_a_providers_wish_survives_the_way_to_another_process():
    error = pickle.loads(pickle.dumps(errors.ProviderRateLimited("slow down", 12.5)))  # noqa: S301

    assert error.retry_after_seconds == 12.5


@pytest.mark.parametrize("current", list(SubmissionStatus))
@pytest.mark.parametrize("to", list(SubmissionStatus))
def test_only_the_moves_of_the_table_are_legal(current, to):
    if to in MOVES[current]:
        assert check_move(current, to) is to
    else:
        with pytest.raises(InvalidTransition, match=f"{current} cannot become {to}"):
            check_move(current, to)


def test_urgent_is_first_on_both_kinds_of_broker():
    redis = [broker_priority(priority, "redis") for priority in Priority]
    rabbit = [broker_priority(priority, "amqp") for priority in Priority]

    assert redis == sorted(redis) == list(BROKER_STEPS)
    assert rabbit == sorted(rabbit, reverse=True)
    assert redis[0] == 0
    assert rabbit[0] == 9


def test_an_unknown_priority_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="urgent, high, normal, low, bulk"):
        Priority.parse("soon")


def test_an_escalation_is_never_less_urgent_than_its_submission():
    assert priority_for(EscalationReason.SAFETY_TOPIC, Priority.LOW) is Priority.HIGH
    assert priority_for(EscalationReason.REWRITE_CAP, Priority.URGENT) is Priority.URGENT
    assert priority_for(EscalationReason.FACTS_BROKEN, Priority.URGENT) is Priority.URGENT


def test_ids_sort_by_time_and_have_one_length():
    early = new_id(1, lambda bits: (1 << bits) - 1)
    late = new_id(2, lambda _bits: 0)

    assert early < late
    assert len(early) == len(late) == 26


def test_keys_do_not_run_their_parts_together():
    assert digest("ab", "c") != digest("a", "bc")
    assert submission_key("p", "x", "text", "v", "r") != submission_key("p", "x", "text", "v", "s")


def test_line_and_column_count_as_an_editor_does():
    document = Document(source="a\r\nb\rc\nd", format=ContentFormat.TEXT)

    assert [document.position(place) for place in (0, 3, 5, 7)] == [(1, 1), (2, 1), (3, 1), (4, 1)]
