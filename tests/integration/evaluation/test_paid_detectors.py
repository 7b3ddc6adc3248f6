"""A detector that costs money pays by the ledger, once, within the budget; and its failures are seen."""

from decimal import Decimal

import httpx
import pytest
import respx

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.db.tables.jobs import CallState, LlmCall
from app.db.tables.submissions import Event
from app.domain.policy import Budgets, DetectorPolicy, Goal, Policy, RewritePolicy
from app.domain.review import EscalationReason
from app.domain.scores import Abstained, DetectorScore, Label
from app.jobs.observer import NullObserver
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from app.workflow.inline import drain

SAPLING = "https://api.sapling.ai/api/v1/aidetect"
SENTENCE = "The harbour was quiet before the first boats of the morning came in with their catch. "
TEXT = f"# Harbours\n\n{SENTENCE * 10}\n".encode()
HUMAN = {"score": 0.05, "sentence_scores": []}
PRICE = Decimal("0.000005")


class Counted(NullObserver):
    def __init__(self):
        self.abstentions = []

    def abstained(self, detector, code):
        self.abstentions.append((detector, code))


@pytest.fixture(params=["sqlite", "postgresql"])
def services(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'test.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    upgrade(url)
    settings = Settings(
        state_dir=tmp_path, database_url=url, celery_enabled=False, sapling_api_key="key-of-sapling"
    )
    made = build_services(settings)
    made.observer = Counted()
    yield made
    made.close()


@pytest.fixture
def sapling():
    with respx.mock(assert_all_called=False) as wire:
        yield wire.post(SAPLING)


def policy(*, required=(), **budgets):
    return Policy(
        required=frozenset({Goal.HUMAN}),
        recommended=frozenset(),
        detectors=DetectorPolicy(use=("copydesk", "sapling"), required=required),
        rewrite=RewritePolicy(enabled=False, budgets=Budgets(**budgets)),
    )


def evaluated(services, wanted, *, text=TEXT, run="run"):
    """The submission after its evaluation, what the detectors said, and the reason of its case."""
    submission_id = Application(services).submit(text, path="a.md", policy=wanted, run_id=run).submission_id
    drain(services)
    detail = Application(services).show(submission_id)
    case = detail.escalations[0] if detail.escalations else None
    return detail.evaluations[detail.original.id].evaluation.detectors, case


def failures(services):
    with services.store.read() as tx:
        events = tx.session.query(Event).filter_by(kind="detector.failed").all()
        return [event.data["detector"] for event in events]


def calls(services):
    with services.store.read() as tx:
        found = tx.session.query(LlmCall).order_by(LlmCall.created_at).all()
        return [(call.state, call.purpose, Decimal(call.cost_micro_usd) / 1_000_000) for call in found]


def test_a_check_is_reserved_and_settled_at_its_list_price(services, sapling):
    sapling.respond(json=HUMAN)

    said, _ = evaluated(services, policy())

    assert said["sapling"].label is Label.HUMAN
    length = len(f"{(SENTENCE * 10).strip()}\n\n")  # a block is sent with an empty line after it
    assert calls(services) == [(CallState.SETTLED, "detect", PRICE * length)]


def test_a_budget_that_cannot_pay_makes_the_detector_abstain_and_sends_nothing(services, sapling):
    said, case = evaluated(services, policy(required=("sapling",), per_submission=Decimal("0.0001")))

    assert isinstance(said["copydesk"], DetectorScore)
    assert said["sapling"].code == "budget"
    assert case.reason is EscalationReason.DETECTOR_ABSTAINED
    assert sapling.call_count == 0
    assert services.observer.abstentions == [("sapling", "budget")]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (httpx.Response(200, json={"score": "?"}), CallState.SETTLED),
        (httpx.Response(403, json={"msg": "no"}), CallState.REFUSED),
        (httpx.ReadTimeout("slow"), CallState.MAYBE_BILLED),
    ],
)
def test_a_detector_that_fails_abstains_is_counted_and_its_money_accounted_for(
    services, sapling, answer, state
):
    sapling.mock(side_effect=[answer])

    said, case = evaluated(services, policy(required=("sapling",)))

    assert isinstance(said["sapling"], Abstained)
    assert said["sapling"].code == "failed"
    assert services.observer.abstentions == [("sapling", "failed")]
    assert failures(services) == ["sapling"]
    assert case.reason is EscalationReason.DETECTOR_ABSTAINED
    assert calls(services)[0][0] is state
    assert (calls(services)[0][2] > 0) is (state is not CallState.REFUSED)


def test_a_failure_of_one_that_is_not_required_stops_nobody(services, sapling):
    sapling.respond(503)

    said, case = evaluated(services, policy())

    assert said["sapling"].code == "failed"
    assert case is None


def test_each_submission_pays_for_itself_and_a_retry_of_it_does_not(services, sapling):
    sapling.respond(json=HUMAN)
    evaluated(services, policy(), run="one")
    evaluated(services, policy(), run="two")
    with services.store.transaction() as tx:
        call = tx.session.query(LlmCall).first()
        revision, submission = call.revision_id, tx.submissions.get(call.submission_id)
        record = next(one for one in tx.submissions.revisions(submission.id) if one.id == revision)

    from app.workflow.handlers.evaluate import _evaluate

    again = _evaluate(submission, record, record, None, services)

    assert again.detectors["sapling"].label is Label.HUMAN
    assert sapling.call_count == 2
    assert len(calls(services)) == 2
