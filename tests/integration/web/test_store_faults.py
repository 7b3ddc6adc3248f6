"""A defect in the database: a general answer for the client, the details for the operators' log."""

import pytest
import structlog
from sqlalchemy import text

from app.domain.access import Permission

NEW = {"path": "guides/a.md", "text": "# A\n\nA text.\n", "project": "default"}


@pytest.fixture
def broken(web):
    """A desk whose database lost a table by other means."""
    with web.services.store.transaction() as tx:
        tx.session.execute(text("DROP TABLE revisions"))
    return web


def test_a_program_gets_a_problem_that_names_no_table_and_the_log_an_alert(broken):
    client = broken.token("admin", *Permission)

    with structlog.testing.capture_logs() as logs:
        answer = client.post("/api/v1/submissions", json=NEW)

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "revisions" not in answer.text
    [alert] = [entry for entry in logs if entry["event"] == "web.broken"]
    assert alert["log_level"] == "error"
    assert "revisions" in str(alert["exc_info"])


def test_of_several_texts_each_line_says_it(broken):
    client = broken.token("admin", *Permission)

    with structlog.testing.capture_logs() as logs:
        answer = client.post("/api/v1/submissions/batch", json={"items": [NEW]})

    assert answer.status_code == 207
    assert "something went wrong on our side" in answer.json()["items"][0]["problem"]
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["web.broken"]


def test_a_person_gets_a_page_with_a_sentence(broken):
    browser = broken.as_role("admin")

    page = browser.post("/submit", data={"text": "# A\n\nA text.\n", "path": "a.md", "project": "default"})

    assert "something went wrong on our side" in page.text
    assert "revisions" not in page.text


def test_a_login_that_is_taken_is_no_defect(web):
    client = web.as_role("admin")

    answer = client.post("/accounts", data={"login": "admin", "role": "viewer"})

    assert answer.status_code == 409
    assert "there is an account" in answer.text
