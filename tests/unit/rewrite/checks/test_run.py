"""What becomes of a facts report when further checks look at the candidate."""

import pytest

from app.domain.errors import (
    BudgetExhausted,
    ConfigurationError,
    OutcomeUnknown,
    ProviderUnavailable,
    ReplyUnusable,
    UnknownPlugin,
)
from app.domain.facts import FactDifference, FactFate, FactKind, FactsReport, Outcome
from app.domain.policy import RewritePolicy
from app.domain.review import EscalationReason
from app.rewrite.ask import Failed, Later
from app.rewrite.candidate import Candidate
from app.rewrite.checks.contract import doubt
from app.rewrite.checks.run import CheckTools, further_checks
from app.rewrite.proposal import Proposal, RewriteJob
from app.rewrite.text import Text

ORIGINAL = Text("# A\n\nThe plan passed the council in the evening.\n", "a.md")
CANDIDATE = Text("# A\n\nThe plan failed the council in the evening.\n", "a.md")


class Check:
    name = "nli"

    def __init__(self, error=None, *, doubts=True):
        self.error, self.doubts = error, doubts
        self.asked = 0

    def differences(self, passages, job):
        self.asked += 1
        if self.error is not None:
            raise self.error
        return [doubt(one, found_by="nli", why="a contradiction") for one in passages] if self.doubts else []


def checked(check, *, facts=None, **policy):
    policy = RewritePolicy(**{"checks": ("nli",), **policy})
    job = RewriteJob("s", "r", 1, ORIGINAL, (), policy)
    tools = CheckTools(build=lambda _name: check)
    candidate = Candidate(
        Proposal({}, provider="openai", model="m"), CANDIDATE, True, (), facts or FactsReport()
    )
    return further_checks(candidate, ORIGINAL, job=job, tools=tools)


def test_a_doubt_joins_the_report_and_a_person_decides():
    report = checked(Check())

    assert not report.kept
    assert report.differences[0].kind is FactKind.MEANING
    assert report.outcome is Outcome.DOUBT_MEANING
    assert "passed" in report.summary
    assert report.to_json()["differences"][0]["found_by"] == "nli"


def test_by_policy_a_doubt_is_only_shown():
    report = checked(Check(), on_doubt="notice")

    assert report.kept
    assert report.differences[0].is_notice


def test_without_a_doubt_the_report_stays_as_it_was():
    assert checked(Check(doubts=False)) == FactsReport()


def test_a_policy_that_names_no_check_asks_none():
    check = Check()

    assert checked(check, checks=()) == FactsReport()
    assert check.asked == 0


def test_what_the_facts_refuse_no_check_is_asked_about():
    refused = FactsReport((FactDifference(FactKind.NUMBER, FactFate.LOST, before="3"),))
    check = Check(doubts=False)

    assert checked(check, facts=refused) is refused
    assert check.asked == 0


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (BudgetExhausted("spent"), EscalationReason.BUDGET),
        (OutcomeUnknown("lost"), EscalationReason.MAYBE_BILLED),
        (ReplyUnusable("no JSON"), EscalationReason.FACTS_BROKEN),
        (ConfigurationError("no model"), EscalationReason.FACTS_BROKEN),
        (UnknownPlugin("no such check"), EscalationReason.FACTS_BROKEN),
    ],
)
def test_a_check_that_could_not_be_carried_out_is_no_approval(error, reason):
    told = checked(Check(error))

    assert isinstance(told, Failed)
    assert told.reason is reason
    assert str(error) in told.message


def test_a_provider_that_is_away_is_asked_later():
    told = checked(Check(ProviderUnavailable("away", 30.0)))

    assert isinstance(told, Later)
    assert told.seconds == 30.0
