"""Webhooks and notifications: signed, retried, never lost, never sent for nothing."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from standardwebhooks import Webhook as Verifier

from app.db.tables.jobs import Budget
from app.domain.access import Role
from app.domain.errors import ConfigurationError, InvalidContent
from app.domain.jobs import ANNOUNCE, NOTIFY, SEND_WEBHOOK
from app.domain.outbound import DeliveryState, Digest, OutboundEvent, QuietHours
from app.escalation.budgets import announce_budgets
from app.escalation.decide import Decision, DecisionKind
from app.notifications.hooks import add_webhook, change_secret, delete_webhook, send_again, send_test
from app.notifications.send_webhook import check_address
from app.platform.outbound import PUBLIC
from app.testing import START


class Receiver:
    """A server of our own that answers what it is told and remembers what came."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                outer.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(outer.answers.pop(0) if outer.answers else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


def deliveries(house):
    with house.services.store.read() as tx:
        return tx.outbound.log(50)


def approve(house, case_id: str) -> None:
    house.desk.decide(case_id, Decision(DecisionKind.APPROVE, "ada", "fine"))


def webhook_of(house, url, events):
    """Its id and its secret."""
    services = house.services
    return add_webhook(
        url, events, by="admin", store=services.store, cipher=services.cipher, rules=services.outbound.rules
    )


def test_a_decision_is_told_to_the_webhook_that_asked_with_a_signature_that_verifies(house, receiver):
    _, secret = add_webhook(
        receiver.url,
        ["case.decided"],
        by="admin",
        store=house.services.store,
        cipher=house.services.cipher,
        rules=house.services.outbound.rules,
    )
    case_id = house.case()

    approve(house, case_id)
    assert house.run(SEND_WEBHOOK) == ["done"]

    [(headers, body)] = receiver.got
    verifier = Verifier(secret)
    now = str(int(house.clock.now().timestamp()))
    assert headers["webhook-timestamp"] == now
    signed = verifier.sign(headers["webhook-id"], house.clock.now(), body)
    assert headers["webhook-signature"] == signed
    told = json.loads(body)
    assert told["type"] == "case.decided"
    assert told["data"]["case"] == case_id
    assert deliveries(house)[0].state is DeliveryState.DELIVERED


def test_a_server_that_is_down_is_asked_again_with_backoff_and_then_gets_it(house, receiver):
    add_webhook(
        receiver.url,
        ["case.decided"],
        by="admin",
        store=house.services.store,
        cipher=house.services.cipher,
        rules=house.services.outbound.rules,
    )
    case_id = house.case()
    receiver.answers = [503, 500]
    approve(house, case_id)

    assert house.run(SEND_WEBHOOK) == ["retry"]
    assert house.run(SEND_WEBHOOK) == []
    house.later(11)
    assert house.run(SEND_WEBHOOK) == ["retry"]
    house.later(20)
    assert house.run(SEND_WEBHOOK) == []
    house.later(14)
    assert house.run(SEND_WEBHOOK) == ["done"]

    assert len(receiver.got) == 3
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert deliveries(house)[0].attempts == 3


def test_a_client_error_is_not_retried_and_stands_in_the_log(house, receiver):
    add_webhook(
        receiver.url,
        ["case.decided"],
        by="admin",
        store=house.services.store,
        cipher=house.services.cipher,
        rules=house.services.outbound.rules,
    )
    case_id = house.case()
    receiver.answers = [400]
    approve(house, case_id)

    assert house.run(SEND_WEBHOOK) == ["done"]
    house.later(24 * 3600)
    assert house.run(SEND_WEBHOOK) == []

    [delivery] = deliveries(house)
    assert (delivery.state, delivery.status_code) == (DeliveryState.FAILED, 400)
    assert len(receiver.got) == 1


def test_a_webhook_that_never_answers_becomes_a_dead_letter_and_disturbs_no_submission(house, receiver):
    add_webhook(
        receiver.url,
        ["case.decided"],
        by="admin",
        store=house.services.store,
        cipher=house.services.cipher,
        rules=house.services.outbound.rules,
    )
    case_id = house.case()
    receiver.answers = [503] * 20
    approve(house, case_id)

    outcomes = []
    for _ in range(10):
        outcomes += house.run(SEND_WEBHOOK)
        house.later(7 * 3600)

    assert outcomes == ["retry"] * 8 + ["dead"]
    assert deliveries(house)[0].state is DeliveryState.FAILED
    assert house.status(case_id).value == "accepted"
    assert [dead_letter.task_name for dead_letter in house.desk.dead_letters()] == [SEND_WEBHOOK]


def test_a_message_of_an_accepted_text_names_the_clients_id_the_score_and_where_the_text_is(house, receiver):
    webhook_of(house, receiver.url, ["submission.accepted"])
    case_id = house.case()

    approve(house, case_id)
    house.run(SEND_WEBHOOK)

    about = json.loads(receiver.got[0][1])["data"]
    address = f"/api/v1/submissions/{about['submission']}/revisions/0/file"
    assert about["external_id"] == about["path"]
    assert about["accepted"] == {"revision": 0, "file": address}
    assert "aeo" in about


def test_after_a_change_of_secret_both_sign_for_a_day_and_then_the_new_one_alone(house, receiver):
    webhook_id, old = webhook_of(house, receiver.url, ["case.decided"])
    services = house.services
    new = change_secret(webhook_id, by="ada", store=services.store, cipher=services.cipher).current

    def signed_by(secret: str) -> bool:
        send_test(webhook_id, store=services.store)
        house.run(SEND_WEBHOOK)
        headers, body = receiver.got[-1]
        fitting = Verifier(secret).sign(headers["webhook-id"], house.clock.now(), body)
        return fitting in headers["webhook-signature"].split(" ")

    assert signed_by(old)
    assert signed_by(new)
    house.later(24 * 3600)
    assert not signed_by(old)
    assert signed_by(new)


def test_what_was_queued_for_a_deleted_webhook_is_not_sent_and_is_no_failure(house, receiver):
    webhook_id, _ = webhook_of(house, receiver.url, ["case.decided"])
    approve(house, house.case())

    delete_webhook(webhook_id, by="ada", store=house.services.store)

    assert house.run(SEND_WEBHOOK) == ["done"]
    assert receiver.got == []
    assert deliveries(house) == []


def test_a_test_and_a_repetition_are_deliveries_of_their_own(house, receiver):
    webhook_id, _ = add_webhook(
        receiver.url,
        ["case.opened"],
        by="admin",
        store=house.services.store,
        cipher=house.services.cipher,
        rules=house.services.outbound.rules,
    )

    first = send_test(webhook_id, store=house.services.store)
    again = send_again(first, by="admin", store=house.services.store)
    assert house.run(SEND_WEBHOOK) == ["done", "done"]

    assert sorted(headers["webhook-id"] for headers, _ in receiver.got) == sorted([first, again])
    assert json.loads(receiver.got[0][1])["type"] == "test"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@example.org/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
    ],
)
def test_addresses_that_no_webhook_may_go_to_are_refused(url):
    with pytest.raises(ConfigurationError):
        check_address(url, PUBLIC)


def test_unknown_events_are_refused_with_the_known_ones(house):
    with pytest.raises(InvalidContent, match=r"case\.opened"):
        add_webhook(
            "https://example.org",
            ["everything"],
            by="admin",
            store=house.services.store,
            cipher=house.services.cipher,
        )


def with_channel(house, *, digest=Digest.NONE, quiet=None, events=("case.opened", "case.decided")) -> None:
    with house.services.store.transaction() as tx:
        account_id = tx.accounts.add("ada", role=Role.ADMIN)
        tx.outbound.add_channel(
            account_id=account_id,
            service="json",
            address=house.services.cipher.seal("json://example.org"),
            events=events,
            digest=digest,
            quiet=quiet,
            time_zone="UTC",
        )


def test_a_new_case_is_told_once_with_a_link(house):
    with_channel(house)
    case_id = house.case()

    assert house.run(NOTIFY) == ["done"]
    assert house.run(NOTIFY) == []

    [(address, title, body)] = house.messenger.sent
    assert address == "json://example.org"
    assert "waits for a decision" in title
    assert f"https://desk.example/cases/{case_id}" in body


def test_a_message_that_is_not_taken_is_tried_again_and_seen(house):
    with_channel(house)
    house.case()
    house.messenger.works = False

    assert house.run(NOTIFY) == ["retry"]
    assert deliveries(house)[0].error
    house.messenger.works = True
    house.later(40)
    assert house.run(NOTIFY) == ["done"]
    assert deliveries(house)[0].state is DeliveryState.DELIVERED


def test_a_digest_gathers_what_happened_into_one_message(house):
    with_channel(house, digest=Digest.HOURLY)
    for number in range(3):
        house.case(path=f"{number}.md")
        assert house.run(ANNOUNCE) == ["done"]
    assert house.messenger.sent == []

    house.later(3600)
    assert set(house.run(NOTIFY)) == {"done"}

    [(_, title, body)] = house.messenger.sent
    assert title == "Copydesk: 3 messages"
    assert body.count("waits for a decision") == 3
    assert {delivery.state for delivery in deliveries(house)} == {DeliveryState.DELIVERED}


def test_quiet_hours_hold_a_message_back_until_they_are_over(house):
    with_channel(house, quiet=QuietHours(8, 12))
    house.case()

    assert house.run(NOTIFY) == []
    assert deliveries(house)[0].send_after == START.replace(hour=12)
    house.later(3 * 3600)
    assert house.run(NOTIFY) == ["done"]


def test_people_of_other_projects_are_not_told(house):
    with house.services.store.transaction() as tx:
        account_id = tx.accounts.add("bob", role=Role.REVIEWER)
        tx.outbound.add_channel(
            account_id=account_id,
            service="json",
            address="json://example.org",
            events=[OutboundEvent.CASE_OPENED.value],
            digest=Digest.NONE,
            quiet=None,
            time_zone="UTC",
        )
    house.case(project="secret")
    assert house.run(ANNOUNCE) == ["done"]

    assert deliveries(house) == []


def test_a_budget_at_80_per_cent_and_at_its_end_is_told_once_each(house):
    with_channel(house, events=("budget.80", "budget.100"))
    house.case()
    house.run(ANNOUNCE)

    def spend(micro_usd: int) -> None:
        with house.services.store.transaction() as tx:
            tx.session.merge(
                Budget(scope="month:2026-01:project:p", spent_micro_usd=micro_usd, reserved_micro_usd=0)
            )

    spend(79_000_000)
    assert announce_budgets(house.services.store) == 0
    spend(81_000_000)
    assert [announce_budgets(house.services.store) for _ in range(3)] == [1, 0, 0]
    spend(100_000_000)
    assert [announce_budgets(house.services.store) for _ in range(3)] == [1, 0, 0]
    assert set(house.run(NOTIFY)) == {"done"}
    assert len(house.messenger.sent) >= 1
    assert {delivery.kind for delivery in deliveries(house)} == {"budget.80", "budget.100"}
