"""The desk's work over the API: check, take the next case, take or leave changes, several at once, people."""

import pytest

from app.domain.access import Permission
from tests.integration.web.conftest import TEXT

DRAFT = "# A\n\n#### B\n\nIt is important to note that the kettle boils.\n"


@pytest.fixture
def client(web):
    return web.token("admin", *Permission)


def test_a_text_is_checked_without_being_stored(client):
    before = client.get("/api/v1/submissions").json()["items"]

    answer = client.post("/api/v1/check", json={"path": "a.md", "text": DRAFT})

    assert answer.status_code == 200
    assert answer.json()["format"] == "markdown"
    assert answer.json()["evaluation"]["outcome"] in {"pass", "fail", "uncertain"}
    assert client.get("/api/v1/submissions").json()["items"] == before


def test_the_next_case_is_the_most_urgent_one_and_there_may_be_none(web, client):
    assert client.post("/api/v1/cases/next").json() is None
    case_id = web.case()

    taken = client.post("/api/v1/cases/next").json()

    assert taken["case_id"] == case_id
    assert client.post(f"/api/v1/cases/{case_id}/release", json={"token": taken["token"]}).status_code == 204


def test_of_several_cases_each_has_its_own_result(web, client):
    first, second = web.case(path="a.md"), web.case(path="b.md")
    wanted = {"action": "approve", "case_ids": [first, "0nothing", second], "reason": "fine"}

    lines = client.post("/api/v1/cases/several", json=wanted).json()

    assert [line["state"] for line in lines] == ["done", "refused", "done"]
    assert lines[1]["message"] == "there is no case '0nothing'"


def test_only_a_lead_decides_several_cases_at_once(web):
    case_id = web.case()
    reviewer = web.token("reviewer", Permission.REVIEW)

    answer = reviewer.post("/api/v1/cases/several", json={"action": "approve", "case_ids": [case_id]})

    assert answer.status_code == 403


def test_changes_that_the_case_does_not_propose_cannot_be_taken(web, client):
    case_id = web.case()
    proposal = client.get(f"/api/v1/cases/{case_id}/proposal").json()
    held = client.post(f"/api/v1/cases/{case_id}/claim").json()["token"]
    decision = {"token": held, "kind": "approve", "take": ["c1"]}

    refused = client.post(f"/api/v1/cases/{case_id}/decision", json=decision)
    none = client.post(f"/api/v1/cases/{case_id}/decision", json={**decision, "take": []})

    assert (proposal["text"], proposal["changes"]) == (TEXT.decode(), [])
    assert refused.status_code == 422
    assert refused.json()["detail"] == "this case proposes no change 'c1'; it proposes none"
    assert none.json()["status"] == "accepted"


def test_an_edited_text_is_scored_and_not_stored(web, client):
    case_id = web.case()

    scored = client.post(f"/api/v1/cases/{case_id}/score", json={"text": DRAFT}).json()

    submission_id = client.get(f"/api/v1/cases/{case_id}").json()["submission_id"]
    assert scored["findings"]
    assert len(client.get(f"/api/v1/submissions/{submission_id}/revisions").json()) == 1


def test_a_lead_takes_a_case_back_and_gives_a_link(web, client):
    case_id = web.case()
    web.token("reviewer", Permission.REVIEW).post(f"/api/v1/cases/{case_id}/claim")

    freed = client.post(f"/api/v1/cases/{case_id}/take-from", json={"holder": "reviewer"})
    link = client.post(f"/api/v1/cases/{case_id}/link", json={"to": "reviewer"})

    assert freed.status_code == 204
    assert "/approve/" in link.json()["link"]


def test_an_account_is_invited_to_projects_changed_and_closed(web, client):
    web.submit()
    project = client.get("/api/v1/projects").json()[0]["id"]

    made = client.post(
        "/api/v1/accounts", json={"login": "Nora", "role": "reviewer", "projects": [project]}
    ).json()
    again = client.post("/api/v1/accounts", json={"login": "nora", "role": "viewer"})
    changed = client.patch(f"/api/v1/accounts/{made['id']}", json={"is_active": False}).json()

    assert "/welcome/" in made["link"]
    assert again.status_code == 409
    assert (changed["login"], changed["role"], changed["is_active"]) == ("nora", "reviewer", False)
    assert changed["projects"] == [project]


def test_an_unknown_project_and_ones_own_rights_are_refused_with_a_sentence(web, client):
    unknown = client.post("/api/v1/accounts", json={"login": "x", "role": "viewer", "projects": ["nope"]})
    own = client.patch(f"/api/v1/accounts/{web.accounts['admin']}", json={"role": "viewer"})

    assert (unknown.status_code, unknown.json()["detail"]) == (422, "there is no project 'nope'")
    assert own.status_code == 422
    assert "ask another admin" in own.json()["detail"]


def test_figures_are_those_of_the_pages(web, client):
    web.case()

    costs = client.get("/api/v1/costs").json()
    overview = client.get("/api/v1/overview").json()
    what_if = client.get("/api/v1/what-if", params={"min_aeo": 90}).json()
    month = client.get("/api/v1/costs", params={"month": "soon"})

    assert (costs["lines"], costs["spent_usd"]) == ([], 0)
    assert sum(line["cases"] for line in overview["open_cases"]) == 1
    assert what_if["looked_at"] == 0
    assert month.json()["detail"] == "'soon' is not a month: use year and month, as in 2026-11"


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise, on Python 3.11
def test_a_channel_is_added_shown_without_its_address_and_removed(client):
    new = {
        "address": "json://hooks.example.org/TokenA",
        "events": ["case.opened"],
        "quiet_from": 22,
        "quiet_to": 7,
    }

    made = client.post("/api/v1/channels", json={**new, "time_zone": "Europe/Berlin"}).json()
    half = client.post("/api/v1/channels", json={**new, "quiet_to": None})
    listed = client.get("/api/v1/channels").json()
    gone = client.delete(f"/api/v1/channels/{made['id']}")

    assert [channel["service"] for channel in listed] == ["json"]
    assert "TokenA" not in str(listed)
    assert half.status_code == 422
    assert gone.status_code == 204
    assert client.get("/api/v1/channels").json() == []


def test_operators_see_the_machine_and_admins_who_did_what(client):
    client.post("/api/v1/accounts", json={"login": "mia", "role": "viewer"})

    system = client.get("/api/v1/system").json()
    first = client.get("/api/v1/audit", params={"limit": 1}).json()

    assert {check["name"] for check in system["checks"]} >= {"broker", "database"}
    assert first["items"][0]["kind"] == "account.made"


def test_a_text_that_begins_like_a_pdf_is_text(client):
    sentence = "%PDF- is how every PDF begins, and this sentence is none."
    one = {"path": "a.txt", "text": sentence}

    assert client.post("/api/v1/check", json=one).json()["format"] == "text"
    assert client.post("/api/v1/compare", json={"original": one, "rewritten": one}).json()["kept"]


def test_a_cursor_that_no_database_could_hold_is_refused(client):
    from app.web.cursors import encode

    answer = client.get("/api/v1/audit", params={"cursor": encode(10**30)})

    assert answer.status_code == 422


def test_figures_of_other_projects_are_not_counted(web):
    viewer = web.token("reviewer", Permission.READ)

    assert viewer.get("/api/v1/overview").json()["several_answers"] == 0
