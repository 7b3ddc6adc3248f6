from datetime import UTC, datetime, timedelta

import pytest

from app.domain.access import ALLOWED, Permission, Person, Role
from app.domain.cases import Agreed, Disputed, ReviewAnswer, ReviewSlot, Unsettled, agreement
from app.domain.escalation_policy import CaseFacts, DeskPolicy, EscalationPolicy, RoutingRule, route
from app.domain.outbound import Digest, QuietHours, send_time
from app.domain.review import DecisionKind, EscalationReason

APPROVE = ReviewAnswer(DecisionKind.APPROVE, "fine", "aaa")
REJECT = ReviewAnswer(DecisionKind.REJECT, "wrong")


def slot(number: int, holder: str | None = None, answer: ReviewAnswer | None = None) -> ReviewSlot:
    return ReviewSlot(number, holder, None, None, answer, None)


POLICY = EscalationPolicy(
    desks=(DeskPolicy("desk"), DeskPolicy("health"), DeskPolicy("german")),
    rules=(
        RoutingRule("health", tags=("Medicine",), sources=("guides/*",)),
        RoutingRule("health", reasons=(EscalationReason.SAFETY_TOPIC,)),
        RoutingRule("german", languages=("de",)),
    ),
)


@pytest.mark.parametrize(
    ("facts", "desk"),
    [
        (CaseFacts("guides/fever.md", "en", ("medicine",), EscalationReason.REWRITE_CAP), "health"),
        (CaseFacts("news/fever.md", "en", ("medicine",), EscalationReason.REWRITE_CAP), "desk"),
        (CaseFacts("news/a.md", "de", (), EscalationReason.SAFETY_TOPIC), "health"),
        (CaseFacts("news/a.md", "de", (), EscalationReason.BUDGET), "german"),
        (CaseFacts("news/a.md", "", (), EscalationReason.BUDGET), "desk"),
    ],
)
def test_the_first_rule_whose_conditions_all_hold_chooses_the_desk(facts, desk):
    assert route(facts, POLICY).name == desk


def test_a_rule_for_a_desk_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="'nowhere'"):
        EscalationPolicy(rules=(RoutingRule("nowhere"),))


def test_four_eyes_asks_for_a_second_person_for_the_chosen_reasons_alone():
    desk = DeskPolicy(four_eyes=frozenset({EscalationReason.SAFETY_TOPIC}))

    assert desk.answers_for(EscalationReason.SAFETY_TOPIC) == 2
    assert desk.answers_for(EscalationReason.BUDGET) == 1


def test_the_same_answers_agree_and_name_everybody():
    settled = agreement([slot(0, "ada", APPROVE), slot(1, "bob", APPROVE)])

    assert settled == Agreed(APPROVE, ("ada", "bob"))


def test_approving_different_texts_is_no_agreement():
    other = ReviewAnswer(DecisionKind.APPROVE, "fine", "bbb")

    assert isinstance(agreement([slot(0, "ada", APPROVE), slot(1, "bob", other)]), Disputed)


def test_answers_that_differ_are_a_dispute_before_the_last_seat_is_taken():
    disputed = agreement([slot(0, "ada", APPROVE), slot(1, "bob", REJECT), slot(2)])

    assert disputed == Disputed({"ada": DecisionKind.APPROVE, "bob": DecisionKind.REJECT})


def test_an_answer_waits_for_the_others():
    assert agreement([slot(0, "ada", APPROVE), slot(1)]) == Unsettled(1)


def test_a_desk_leads_answer_settles_a_dispute():
    lead = slot(2, "lea", REJECT)

    settled = agreement([slot(0, "ada", APPROVE), slot(1, "bob", REJECT), lead], deciding=lead)

    assert settled == Agreed(REJECT, ("lea",))


def test_each_role_may_more_than_the_one_below_it():
    sizes = [len(ALLOWED[role]) for role in Role]

    assert sizes == sorted(sizes)
    assert ALLOWED[Role.VIEWER] == {Permission.READ}
    assert ALLOWED[Role.ADMIN] == frozenset(Permission)


def test_a_token_never_allows_more_than_its_scopes_nor_more_than_the_role():
    person = Person("1", "ada", "", Role.AUTHOR, None, frozenset({Permission.READ, Permission.ADMINISTER}))

    assert person.may(Permission.READ)
    assert not person.may(Permission.SUBMIT)
    assert not person.may(Permission.ADMINISTER)


@pytest.mark.parametrize(
    ("now", "digest", "quiet", "sent"),
    [
        ("2026-01-05T10:20", Digest.NONE, None, "2026-01-05T10:20"),
        ("2026-01-05T10:20", Digest.HOURLY, None, "2026-01-05T11:00"),
        ("2026-01-05T10:20", Digest.DAILY, None, "2026-01-06T08:00"),
        ("2026-01-05T05:20", Digest.DAILY, None, "2026-01-05T08:00"),
        ("2026-01-05T23:20", Digest.NONE, QuietHours(22, 7), "2026-01-06T07:00"),
        ("2026-01-05T03:20", Digest.NONE, QuietHours(22, 7), "2026-01-05T07:00"),
        ("2026-01-05T12:30", Digest.NONE, QuietHours(12, 14), "2026-01-05T14:00"),
        ("2026-01-05T21:59", Digest.HOURLY, QuietHours(22, 7), "2026-01-06T07:00"),
    ],
)
def test_messages_wait_for_the_digest_and_for_the_end_of_the_quiet_hours(now, digest, quiet, sent):
    when = datetime.fromisoformat(now).replace(tzinfo=UTC)

    found = send_time(when, digest=digest, quiet=quiet, time_zone="UTC")

    assert found == datetime.fromisoformat(sent).replace(tzinfo=UTC)


def test_quiet_hours_are_local_to_the_person():
    when = datetime(2026, 7, 5, 21, 30, tzinfo=UTC)  # half past eleven at night in Berlin

    found = send_time(when, digest=Digest.NONE, quiet=QuietHours(22, 7), time_zone="Europe/Berlin")

    assert found == when + timedelta(hours=7, minutes=30)
