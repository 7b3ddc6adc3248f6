"""What surrounds each answer: a name for the request, compression, and a limit that explains itself."""

import pytest

from app.domain.access import Permission


@pytest.fixture
def client(web):
    return web.token("admin", *Permission)


def test_each_answer_names_its_request_and_keeps_a_proxys_name_for_it(client):
    own = client.get("/api/v1/me").headers["x-request-id"]
    given = client.get("/api/v1/me", headers={"x-request-id": "edge-4711"}).headers["x-request-id"]
    hostile = client.get("/api/v1/me", headers={"x-request-id": "a b" * 40}).headers["x-request-id"]

    assert len(own) == 16
    assert given == "edge-4711"
    assert " " not in hostile


def test_pages_are_compressed_and_downloads_are_whole(web):
    page = web.as_role("admin").get("/system", headers={"accept-encoding": "gzip"})

    assert page.headers["content-encoding"] == "gzip"
    assert "</html>" in page.text


@pytest.mark.parametrize("length", ["given", "unknown"])
def test_a_body_over_the_limit_is_refused_as_a_problem_however_it_comes(web, client, length):
    most = 3 * web.services.settings.max_content_bytes + 200_000
    body = b'{"path": "a.md", "text": "' + b"x" * most + b'"}'
    sent = body if length == "given" else iter([body[:1000], body[1000:]])

    answer = client.post("/api/v1/submissions", content=sent, headers={"content-type": "application/json"})

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "COPYDESK_MAX_CONTENT_BYTES" in answer.json()["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_page_says_it_in_words_too(web):
    most = 3 * web.services.settings.max_content_bytes + 200_000

    answer = web.as_role("admin").post("/submit", data={"text": "x" * most})

    assert answer.status_code == 413
    assert "split the text" in answer.text
