"""The API as clients use it, and as schemathesis abuses it."""

import csv
import io
import json
from pathlib import Path

import pytest
import schemathesis
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.cli.main import run
from app.domain.access import Permission
from app.workflow.inline import drain
from tests.support.word import p, word_file

SAMPLES = Path(__file__).parents[3] / "samples"
NEW = {"path": "guides/a.md", "text": "# A\n\nA text.\n", "project": "default"}


@pytest.fixture
def client(web):
    return web.token("admin", *Permission)


def test_a_submission_is_taken_in_followed_and_read_back(web, client):
    answer = client.post("/api/v1/submissions", json=NEW)
    assert answer.status_code == 202
    submission_id = answer.json()["id"]
    drain(web.services)

    shown = client.get(f"/api/v1/submissions/{submission_id}").json()
    tasks = client.get(f"/api/v1/submissions/{submission_id}/tasks").json()
    revisions = client.get(f"/api/v1/submissions/{submission_id}/revisions").json()
    text = client.get(f"/api/v1/submissions/{submission_id}/revisions/0").json()["text"]

    assert shown["status"] == "escalated"
    assert shown["case_id"]
    assert tasks[0]["state"] == "done"
    assert client.get(f"/api/v1/tasks/{tasks[0]['id']}").json()["result"] == "escalated"
    assert revisions[0]["evaluation"]["outcome"] in {"pass", "fail", "uncertain"}
    assert text == NEW["text"]


@pytest.mark.parametrize("sample", ["guides/http-429.md", "news/smart-bins.html", "guides/sqlite-wal.rst"])
def test_a_text_scores_through_the_api_as_on_the_command_line(
    web, client, sample, tmp_path, monkeypatch, capsys
):
    file = tmp_path / Path(sample).name
    file.write_bytes((SAMPLES / sample).read_bytes())
    answer = client.post("/api/v1/submissions", json={**NEW, "path": sample, "text": file.read_text()})
    drain(web.services)
    stored = client.get(f"/api/v1/submissions/{answer.json()['id']}/revisions").json()[0]["evaluation"]

    capsys.readouterr()
    monkeypatch.setattr("sys.argv", ["copydesk", "check", str(file), "--json"])
    with pytest.raises(SystemExit):
        run()
    (checked,) = json.loads(capsys.readouterr().out)["files"]

    assert stored["aeo"] == pytest.approx(checked["aeo"]["measured"], abs=1e-9)
    parts = ("gate", "reason", "interval", "pull", "integrity", "coverage", "components")
    assert {part: stored["score"][part] for part in parts} == {part: checked["aeo"][part] for part in parts}
    assert stored["score"]["measured"] == stored["aeo"]
    assert stored["rubric_version"] == checked["aeo"]["rubric_version"]
    assert stored["language"] == checked["language"]
    assert stored["words"] == checked["words"]


def test_the_same_key_makes_one_submission_and_another_text_under_it_is_refused(client):
    headers = {"idempotency-key": "order-17"}
    first = client.post("/api/v1/submissions", json=NEW, headers=headers)
    again = client.post("/api/v1/submissions", json=NEW, headers=headers)
    other = client.post("/api/v1/submissions", json={**NEW, "text": "other"}, headers=headers)

    assert (first.status_code, again.status_code, other.status_code) == (202, 200, 422)
    assert again.json() == {"id": first.json()["id"], "already": True}


def test_a_key_belongs_to_the_account_that_used_it(web, client):
    headers = {"idempotency-key": "order-17"}
    mine = client.post("/api/v1/submissions", json=NEW, headers=headers).json()["id"]

    author = web.token("author", Permission.SUBMIT)
    theirs = author.post("/api/v1/submissions", json=NEW, headers=headers).json()["id"]

    assert mine != theirs


def test_of_a_batch_one_bad_text_stops_none_of_the_others(client):
    answer = client.post("/api/v1/submissions/batch", json={"items": [NEW, {**NEW, "path": "b.exe"}]})

    good, bad = answer.json()["items"]
    assert answer.status_code == 207
    assert good["id"]
    assert bad["id"] is None or bad["problem"] is None


def test_a_file_is_uploaded_in_its_own_encoding_and_downloaded_byte_for_byte(client):
    data = "# Café\n\nGarçon.\n".encode("latin-1")
    files = {"file": ("cafe.md", data)}
    made = client.post("/api/v1/uploads", files=files, data={"project": "default"})

    file = client.get(f"/api/v1/submissions/{made.json()['id']}/revisions/0/file")

    assert made.status_code == 202
    assert file.content == data


def test_a_word_file_comes_back_as_it_was(client):
    data = word_file(p("The council voted for the plan."))
    made = client.post("/api/v1/uploads", files={"file": ("plan.docx", data)}, data={"project": "default"})
    address = f"/api/v1/submissions/{made.json()['id']}/revisions/0"

    assert client.get(address).json()["text"] == "The council voted for the plan.\n"
    assert client.get(f"{address}/file").content == data


def test_a_file_is_uploaded_once_under_its_key_and_shown_to_a_person_where_that_was_asked(client):
    made = {"file": ("kettle.md", NEW["text"].encode())}
    named = {"path": "guides/kettle.md", "external_id": "4711", "project": "default"}
    key = {"idempotency-key": "cms-4711-v3"}

    first = client.post("/api/v1/uploads", files=made, data=named, headers=key)
    again = client.post("/api/v1/uploads", files=made, data=named, headers=key)
    asked = client.post("/api/v1/uploads", files=made, data={**named, "ask": "true"})

    assert (first.status_code, again.status_code, asked.status_code) == (202, 200, 202)
    assert first.json()["id"] == again.json()["id"] != asked.json()["id"]


def test_lists_are_cut_by_cursors_and_miss_nothing_while_new_things_come_in(web, client):
    ids = [web.submit(path=f"{number}.md") for number in range(7)]
    seen, cursor = [], ""
    while True:
        page = client.get(f"/api/v1/submissions?limit=3&cursor={cursor}").json()
        seen += [item["id"] for item in page["items"]]
        web.submit(path=f"new-{len(seen)}.md")
        if page["next"] is None:
            break
        cursor = page["next"]

    assert [one for one in seen if one in set(ids)] == ids[::-1]
    assert len(seen) == len(set(seen))


def test_an_export_goes_on_where_the_last_one_ended(web, client):
    ids = [web.submit(path=f"{number}.md") for number in range(5)]
    first = client.get("/api/v1/exports/submissions?limit=3").text.splitlines()
    cursor = json.loads(first[-1])["cursor"]
    late = web.submit(path="late.md")

    rest = client.get(f"/api/v1/exports/submissions?cursor={cursor}").text.splitlines()

    found = [json.loads(line)["id"] for line in (*first, *rest)]
    assert found[1:] == [*ids, late]


def test_a_title_cannot_become_a_formula_in_a_spreadsheet(web, client):
    web.submit(b"# =1+1\n\nText.\n", path="=cmd.md")

    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/exports/submissions?format=csv").text)))

    assert rows[-1]["path"] == "'=cmd.md"
    assert rows[-1]["title"] == "'=1+1"


def test_errors_are_problem_details(client):
    missing = client.get("/api/v1/submissions/0nothing")
    wrong = client.post("/api/v1/submissions", json={"path": "", "text": 3})

    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.json()["type"] == "urn:copydesk:not-found"
    assert wrong.status_code == 422
    assert {error["where"] for error in wrong.json()["errors"]} >= {"body.path", "body.text"}


def test_events_are_streamed_from_where_a_client_left_off(web, client):
    submission_id = web.submit(path="streamed.md")

    with client.stream("GET", "/api/v1/events/stream?after=0&seconds=0.2") as stream:
        text = "".join(stream.iter_text())
    last = [line.removeprefix("id: ") for line in text.splitlines() if line.startswith("id: ")][-1]
    with client.stream("GET", "/api/v1/events/stream?seconds=0.2", headers={"last-event-id": last}) as stream:
        rest = "".join(stream.iter_text())

    assert submission_id in text
    assert "event: submission.received" in text
    assert "data:" not in rest


def test_a_case_is_claimed_and_decided_by_the_api(web, client):
    case_id = web.case()

    held = client.post(f"/api/v1/cases/{case_id}/claim").json()
    refused = client.post(
        f"/api/v1/cases/{case_id}/decision", json={"token": held["token"], "kind": "reject"}
    )
    ended = client.post(
        f"/api/v1/cases/{case_id}/decision",
        json={"token": held["token"], "kind": "approve", "reason": "fine"},
    )

    assert refused.status_code == 422
    assert ended.json() == {"status": "accepted", "missing": 0, "is_disputed": False}
    late = client.post(f"/api/v1/cases/{case_id}/decision", json={"token": held["token"], "kind": "approve"})
    assert late.status_code == 409


def test_a_case_is_read_handed_over_and_skipped_by_the_api(web, client):
    case_id = web.case()
    held = client.post(f"/api/v1/cases/{case_id}/claim").json()["token"]

    shown = client.get(f"/api/v1/cases/{case_id}").json()
    nobody = client.post(f"/api/v1/cases/{case_id}/hand-over", json={"token": held, "to": "viewer"})
    given = client.post(f"/api/v1/cases/{case_id}/hand-over", json={"token": held, "to": "reviewer"})
    skipped = client.post(f"/api/v1/cases/{case_id}/skip", json={"reason": "not my subject"})

    assert (shown["state"], shown["on_timeout"], shown["answers"]) == ("open", "next-level", [])
    assert (nobody.status_code, given.status_code, skipped.status_code) == (422, 204, 204)
    assert client.get("/api/v1/cases").json()["items"][0]["held_by"] == ["reviewer"]


CHECKS = (
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise, on Python 3.11
def test_schemathesis_finds_no_server_error_and_no_broken_promise(web):
    token = web.token("admin", *Permission).headers["authorization"]
    web.case()
    schema = schemathesis.openapi.from_dict(web.app.openapi())
    schema.app = web.app
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 30
    everything = st.one_of(
        [operation.as_strategy() for operation in operations if "/stream" not in operation.path]
    )

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=everything)
    def run(case):
        answer = case.call(headers={"authorization": token}, base_url="http://desk.test")
        assert answer.status_code < 500, answer.text
        case.validate_response(answer, checks=CHECKS)

    run()


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/api/v1/webhooks/w1", "PATCH, DELETE"), ("/api/v1/submissions", "GET, POST"), ("/login", "GET, POST")],
)
def test_a_method_that_a_path_does_not_have_is_answered_with_all_that_it_has(client, path, methods):
    answer = client.put(path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == methods
