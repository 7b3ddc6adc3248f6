"""What a content management system asks: by its own ids, with its own fields, about the text to publish."""

import pytest

from app.domain.access import Permission
from app.workflow.inline import drain
from tests.integration.web.conftest import TEXT
from tests.support.word import p, word_file

NEW = {"path": "guides/a.md", "text": "# A\n\nA text.\n", "project": "default"}


@pytest.fixture
def client(web):
    return web.token("admin", *Permission)


def test_a_submission_is_found_by_the_clients_own_id_and_by_nothing_like_it(web, client):
    first = client.post("/api/v1/submissions", json={**NEW, "external_id": "cms-4711"}).json()["id"]
    client.post("/api/v1/submissions", json={**NEW, "external_id": "cms-47", "text": "# B\n\nAnother.\n"})
    drain(web.services)

    found = client.get("/api/v1/submissions", params={"external_id": "cms-4711"}).json()["items"]

    assert [line["id"] for line in found] == [first]
    assert found[0]["external_id"] == "cms-4711"
    assert client.get("/api/v1/submissions", params={"external_id": "cms-471"}).json()["items"] == []
    assert client.get(f"/api/v1/submissions/{first}").json()["external_id"] == "cms-4711"


def test_another_projects_text_is_not_found_by_its_id(web, client):
    client.post("/api/v1/submissions", json={**NEW, "project": "secret", "external_id": "cms-1"})
    outsider = web.token("reviewer", Permission.READ)

    assert outsider.get("/api/v1/submissions", params={"external_id": "cms-1"}).json()["items"] == []


def test_an_accepted_submission_says_where_its_text_is_and_how_it_scored(web, client):
    case_id = web.case()
    submission_id = client.get(f"/api/v1/cases/{case_id}").json()["submission_id"]
    assert client.get(f"/api/v1/submissions/{submission_id}").json()["accepted"] is None

    held = client.post(f"/api/v1/cases/{case_id}/claim").json()["token"]
    decision = {"token": held, "kind": "approve", "reason": "fine"}
    client.post(f"/api/v1/cases/{case_id}/decision", json=decision)

    accepted = client.get(f"/api/v1/submissions/{submission_id}").json()["accepted"]
    assert accepted["revision"] == 0
    assert client.get(accepted["file"]).content == TEXT


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("submissions", {**NEW, "externalId": "4711"}),
        ("submissions/batch", {"items": [NEW], "dry_run": True}),
        ("webhooks", {"url": "https://example.org/hook", "events": ["case.opened"], "secret": "mine"}),
    ],
)
def test_a_field_that_does_not_exist_is_refused_by_name(client, route, body):
    answer = client.post(f"/api/v1/{route}", json=body)

    unknown = (set(body) - {"path", "text", "project", "items", "url", "events"}).pop()
    assert answer.status_code == 422
    assert unknown in answer.json()["detail"]


def test_a_webhook_is_of_one_project_gets_a_new_secret_and_is_deleted(web, client):
    web.submit()
    project = client.get("/api/v1/submissions").json()["items"][0]["project_id"]
    new = {"url": "https://example.org/hook", "events": ["case.opened"], "project_id": project}
    made = client.post("/api/v1/webhooks", json=new).json()

    changed = client.post(f"/api/v1/webhooks/{made['id']}/secret").json()
    listed = client.get("/api/v1/webhooks").json()
    gone = client.delete(f"/api/v1/webhooks/{made['id']}")

    assert changed["secret"].startswith("whsec_")
    assert changed["secret"] != made["secret"]
    assert [hook["project_id"] for hook in listed] == [project]
    assert gone.status_code == 204
    assert client.get("/api/v1/webhooks").json() == []
    nowhere = client.post("/api/v1/webhooks", json={**new, "project_id": "nope"})
    assert (nowhere.status_code, nowhere.json()["detail"]) == (404, "there is no project 'nope'")


def test_a_word_file_is_uploaded_and_comes_back_byte_for_byte_as_its_original(web, client):
    data = word_file(p("The kettle boils a litre of water in three minutes."))
    answer = client.post(
        "/api/v1/uploads", files={"file": ("letter.docx", data)}, data={"project": "default"}
    )
    drain(web.services)

    submission_id = answer.json()["id"]
    back = client.get(f"/api/v1/submissions/{submission_id}/revisions/0/file")

    assert back.content == data
    assert "letter.docx" in back.headers["content-disposition"]
    assert "three minutes" in client.get(f"/api/v1/submissions/{submission_id}/revisions/0").json()["text"]
