"""Doubts about facts on the case's page and in the API: read as sentences, ticked off one by one."""

import re

import pytest

from app.domain.access import Permission
from app.domain.records import CycleRecord
from app.platform.clock import fresh_id
from app.rewrite.facts.report import facts_report
from app.rewrite.text import Text

AFTER = "# Kettles\n\nThe <b>small</b> kettle never boils. It takes five minutes.\n"


@pytest.fixture
def case_id(web):
    """A case with a refused rewrite: another number, and markup that nobody wrote."""
    case_id = web.case()
    with web.services.store.transaction() as tx:
        submission = tx.submissions.get(tx.cases.get(case_id).submission_id)
        revision = tx.submissions.revisions(submission.id)[0]
        facts = facts_report(Text(revision.source, "a.md").document, Text(AFTER, "a.md").document)
        cycle = CycleRecord(
            fresh_id(web.services.clock), 1, revision.id, None, "facts-broken", "openai", "m", "v",
            AFTER, facts.to_json(), (), "0", web.services.clock.now(),
        )  # fmt: skip
        tx.submissions.add_cycle(submission.id, cycle)
    return case_id


def held_by(client, case_id) -> str:
    client.post(f"/cases/{case_id}/claim")
    return re.search(r'name="token" value="([0-9a-z]+)"', client.get(f"/cases/{case_id}").text)[1]


def keys(page: str) -> list[str]:
    return re.findall(r'id="doubt-([0-9a-f]{12})"', page)


def test_a_doubt_shows_what_was_what_is_now_and_why_and_no_markup_of_the_text_runs(web, case_id):
    page = web.as_role("viewer").get(f"/cases/{case_id}").text

    assert keys(page)
    assert "It takes <mark>four minutes</mark>." in page
    assert "It takes <mark>five minutes</mark>." in page
    assert "another value" in page
    assert "<b>small</b>" not in page
    assert "I checked it" not in page, "a viewer ticks nothing off"


def test_a_reviewer_ticks_a_doubt_off_and_takes_it_back_without_losing_what_was_typed(web, case_id):
    client = web.as_role("reviewer")
    token = held_by(client, case_id)
    first, second = keys(client.get(f"/cases/{case_id}").text)[:2]
    typed = {"token": token, "reason": "half read", "switches": "1", "view": "changes"}

    page = client.post(f"/cases/{case_id}/facts/{second}", data={**typed, "checked": "1"})
    again = client.post(f"/cases/{case_id}/facts/{second}", data={**typed, "checked": "1"})

    assert (page.status_code, again.status_code) == (200, 200)
    assert "checked by reviewer" in page.text
    assert 'value="half read"' in page.text
    assert re.search(rf'id="check-{first}"[^>]*data-key="v"', page.text), "the next one has the key"
    assert client.get(f"/cases/{case_id}").text.count("checked by reviewer") == 1

    page = client.post(f"/cases/{case_id}/facts/{second}", data={**typed, "checked": "0"})
    assert "checked by reviewer" not in page.text


def test_the_script_gets_only_the_list_of_facts(web, case_id):
    client = web.as_role("reviewer")
    token = held_by(client, case_id)
    key = keys(client.get(f"/cases/{case_id}").text)[0]
    form = {"token": token, "checked": "1"}

    part = client.post(f"/cases/{case_id}/facts/{key}", data=form, headers={"hx-request": "true"}).text
    lost = client.post(
        f"/cases/{case_id}/facts/{key}", data={**form, "token": "0"}, headers={"hx-request": "true"}
    )

    assert part.lstrip().startswith("<section")
    assert "checked by reviewer" in part
    assert "your claim on this case has run out" not in part
    assert lost.status_code == 200, "htmx shows nothing of an error"


def test_who_does_not_hold_the_case_ticks_nothing_off(web, case_id):
    held_by(web.as_role("reviewer"), case_id)
    other = web.as_role("desk-lead")
    key = keys(other.get(f"/cases/{case_id}").text)[0]

    answer = other.post(f"/cases/{case_id}/facts/{key}", data={"token": "abc", "checked": "1"})

    assert answer.status_code == 409
    assert "checked by" not in other.get(f"/cases/{case_id}").text


def test_a_program_reads_the_sentences_and_ticks_them_off(web, case_id):
    client = web.token("admin", *Permission)
    token = client.post(f"/api/v1/cases/{case_id}/claim").json()["token"]
    worst = client.get(f"/api/v1/cases/{case_id}").json()["doubts"][0]

    said = client.post(f"/api/v1/cases/{case_id}/facts/{worst['key']}", json={"token": token})
    unknown = client.post(f"/api/v1/cases/{case_id}/facts/{'0' * 12}", json={"token": token})
    late = client.post(f"/api/v1/cases/{case_id}/facts/{worst['key']}", json={"token": "0", "checked": False})

    assert worst["outcome"] == "broken"
    assert worst["checked_by"] is None
    assert (said.status_code, unknown.status_code, late.status_code) == (204, 404, 409)
    after = client.get(f"/api/v1/cases/{case_id}").json()["doubts"]
    (checked,) = [one for one in after if one["checked_by"]]
    assert (checked["key"], checked["checked_by"]) == (worst["key"], "admin")
    assert checked["checked_at"]
