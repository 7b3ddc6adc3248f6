"""The OpenAPI document: every example works as it stands, ids are stable, and webhooks send what it says."""

import pytest

from app.domain.access import Permission
from app.domain.outbound import OutboundEvent
from app.web.openapi import WHEN, openapi_document


@pytest.fixture(scope="module")
def document():
    return openapi_document()


def bodies(document):
    """Method, path and example of every operation that takes JSON."""
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content is not None:
                name = content["schema"]["$ref"].rsplit("/", 1)[-1]
                yield method, path, schemas[name]["examples"][0]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise, on Python 3.11
def test_every_body_has_an_example_that_is_accepted_with_ids_that_exist(web, document):
    client = web.token("admin", *Permission)
    web.submit()
    project = client.get("/api/v1/projects").json()[0]["id"]
    hook = client.post("/api/v1/webhooks", json={"url": "https://example.org/x", "events": ["test"]}).json()
    refused = []
    for number, (method, path, example) in enumerate(bodies(document)):
        case_id = web.case(path=f"case-{number}.md") if "case" in path else ""
        token = ""
        if case_id and "token" in example:
            token = client.post(f"/api/v1/cases/{case_id}/claim").json()["token"]
        if "take-from" in path:
            web.token("reviewer", Permission.REVIEW).post(f"/api/v1/cases/{case_id}/claim")
        real = {
            "token": token,
            "to": "reviewer",
            "holder": "reviewer",
            "projects": [project],
            "case_ids": [case_id],
        }
        body = {key: real.get(key, value) for key, value in example.items()}
        filled = path.format(
            case_id=case_id,
            webhook_id=hook["id"],
            account_id=web.accounts["viewer"],
            dead_letter_id="0nothing",
            key="0" * 12,
        )
        answer = client.request(method, filled, json=body)
        if answer.status_code >= 300 and "0nothing" not in filled and "{key}" not in path:
            refused.append((method, path, answer.status_code, answer.text))

    assert refused == []


def test_operations_are_named_by_method_and_path(document):
    names = [one["operationId"] for methods in document["paths"].values() for one in methods.values()]

    assert "post_cases_case_id_decision" in names
    assert "get_submissions" in names
    assert len(set(names)) == len(names)


def test_every_event_is_described_as_a_webhook(document):
    assert (
        set(document["webhooks"]) == {kind.value for kind in OutboundEvent} == {kind.value for kind in WHEN}
    )
