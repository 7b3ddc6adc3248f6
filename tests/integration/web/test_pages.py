"""The pages without JavaScript: read, claim, decide, and nothing typed is ever lost."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.accounts.approval import approval_link
from app.db.tables.cases import CaseRow, ReviewSlotRow
from app.db.tables.submissions import Submission
from app.domain.lifecycle import SubmissionStatus
from app.escalation.leases import claim
from app.escalation.overdue import escalate_overdue
from app.workflow.application import Application
from app.workflow.inline import drain
from tests.integration.web.conftest import PASSWORD

SAMPLE = Path(__file__).parents[3] / "samples" / "guides" / "http-429.md"


def token_of(page: str) -> str:
    return page.split('name="token" value="', 1)[1].split('"', 1)[0]


def status(web, case_id) -> SubmissionStatus:
    with web.services.store.read() as tx:
        return tx.submissions.get(tx.cases.get(case_id).submission_id).status


def test_a_case_is_found_claimed_read_and_approved_by_forms_alone(web):
    case_id = web.case()
    client = web.as_role("reviewer")
    assert f"/cases/{case_id}" in client.get("/queue").text

    assert client.post("/queue/next").headers["location"] == f"/cases/{case_id}"
    page = client.get(f"/cases/{case_id}").text
    answer = client.post(
        f"/cases/{case_id}/decide",
        data={"token": token_of(page), "decision": "approve", "reason": "reads well"},
    )

    assert answer.status_code == 303
    assert "accepted" in client.get(answer.headers["location"]).text
    assert status(web, case_id) is SubmissionStatus.ACCEPTED


def test_a_late_decision_is_refused_kindly_and_keeps_what_was_typed(web):
    case_id = web.case()
    client = web.as_role("reviewer")
    client.post(f"/cases/{case_id}/claim")
    page = client.get(f"/cases/{case_id}").text
    with web.services.store.transaction() as tx:
        tx.session.query(ReviewSlotRow).filter_by(case_id=case_id).update({"holder": None, "token": None})
    claim(case_id, "somebody-else", web.services.store)

    late = client.post(
        f"/cases/{case_id}/decide",
        data={
            "token": token_of(page),
            "decision": "edit",
            "reason": "the figure was wrong",
            "text": "# Kettles\n\nMy careful <edit>.\n",
        },
    )

    assert late.status_code == 409
    assert "Nothing was decided" in late.text
    assert "the figure was wrong" in late.text
    assert "My careful &lt;edit&gt;." in late.text
    assert status(web, case_id) is SubmissionStatus.ESCALATED


def test_a_rejection_without_a_reason_comes_back_with_a_sentence(web):
    case_id = web.case()
    client = web.as_role("reviewer")
    client.post(f"/cases/{case_id}/claim")
    page = client.get(f"/cases/{case_id}").text

    answer = client.post(f"/cases/{case_id}/decide", data={"token": token_of(page), "decision": "reject"})

    assert answer.status_code == 422
    assert "a rejection needs a reason" in answer.text


def test_an_edit_keeps_the_line_breaks_of_its_author(web):
    case_id = web.case(b"# Kettles\r\n\r\nThe old kettle boils.\r\n", path="crlf.md")
    client = web.as_role("reviewer")
    client.post(f"/cases/{case_id}/claim")
    page = client.get(f"/cases/{case_id}?view=edit").text

    client.post(
        f"/cases/{case_id}/decide",
        data={"token": token_of(page), "decision": "edit", "text": "# Kettles\r\n\r\nBetter.\r\n"},
    )

    with web.services.store.read() as tx:
        revisions = tx.submissions.revisions(tx.cases.get(case_id).submission_id)
    assert revisions[-1].source == "# Kettles\r\n\r\nBetter.\r\n"


def test_the_editors_score_is_that_of_the_evaluation(web):
    case_id = web.case()
    client = web.as_role("reviewer")

    answer = client.post(f"/cases/{case_id}/score", data={"text": "# Kettles\n\nThe kettle boils.\n"})

    assert answer.status_code == 200
    assert "verdict" in answer.text


def test_an_approval_link_shows_on_get_and_decides_on_post_once(web):
    case_id = web.case()
    link = approval_link(case_id, web.accounts["reviewer"], by="test", services=web.services)
    client = web.anonymous()

    for _ in range(3):
        assert client.get(f"/approve/{link}").status_code == 200
    assert client.head(f"/approve/{link}").status_code in {200, 405}
    assert status(web, case_id) is SubmissionStatus.ESCALATED

    assert client.post(f"/approve/{link}", data={"decision": "approve"}).status_code == 200
    assert status(web, case_id) is SubmissionStatus.ACCEPTED
    assert client.post(f"/approve/{link}", data={"decision": "reject", "reason": "no"}).status_code == 410
    assert client.get(f"/approve/{link[:-1]}x").status_code == 410


def test_an_approval_link_opens_nothing_else(web):
    case_id = web.case()
    link = approval_link(case_id, web.accounts["reviewer"], by="test", services=web.services)
    client = web.anonymous()
    client.get(f"/approve/{link}")

    assert client.get("/queue").status_code == 303
    assert client.get(f"/cases/{case_id}").status_code == 303


def test_a_case_is_handed_over_to_a_reviewer_of_the_project_and_to_nobody_else(web):
    case_id = web.case()
    client = web.as_role("reviewer")
    client.post(f"/cases/{case_id}/claim")
    token = token_of(client.get(f"/cases/{case_id}").text)

    refused = client.post(f"/cases/{case_id}/hand-over", data={"token": token, "to": "viewer"})
    done = client.post(f"/cases/{case_id}/hand-over", data={"token": token, "to": "desk-lead"})

    assert refused.status_code == 422
    assert done.status_code == 303
    assert "You hold this case" in web.as_role("desk-lead").get(f"/cases/{case_id}").text


def test_the_queue_filters_by_its_address_and_goes_on_by_cursor(web):
    cases = [web.case(path=f"guides/{number:03}.md") for number in range(45)]
    client = web.as_role("viewer")

    first = client.get("/queue").text
    following = first.split('href="/queue?after=', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = client.get(f"/queue?after={following}").text

    seen = [case for case in cases if f"/cases/{case}" in first]
    rest = [case for case in cases if f"/cases/{case}" in second]
    assert len(seen) == 40
    assert sorted(seen + rest) == sorted(cases)
    assert "No open cases here" in client.get("/queue?reason=safety-topic").text
    assert "No open cases here" in client.get("/queue?desk=nowhere").text


def test_several_cases_are_claimed_at_once_and_the_lost_ones_named(web):
    mine, lost = web.case(path="a.md"), web.case(path="b.md")
    claim(lost, "somebody-else", web.services.store)
    client = web.as_role("reviewer")

    answer = client.post("/queue/bulk", data={"action": "claim", "cases": [mine, lost]})

    assert "Claimed: 1" in answer.text
    assert "somebody-else" in answer.text


def test_the_library_searches_words_and_downloads_the_original_bytes(web):
    latin = "# Café\n\nDéjà vu, garçon.\n".encode("latin-1")
    submission_id = web.submit(latin, path="news/cafe-latin.md")
    client = web.as_role("viewer")

    assert submission_id in client.get("/library?q=latin").text
    assert submission_id not in client.get("/library?q=kettle").text
    file = client.get(f"/library/{submission_id}/revisions/0/download")
    assert file.content == latin
    assert file.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", ["web", "postgres_web"])
def test_search_means_the_same_in_every_database(kind, request):
    web = request.getfixturevalue(kind)
    text = "# Quick kettles über die Straße\n\nText.\n"
    submission_id = web.submit(text.encode(), path="news/boiling_water.md")
    client = web.as_role("viewer")

    for search in ("kettles", "Quick kett", "boiling", "water news", "ÜBER straße", submission_id.upper()):
        assert f"/library/{submission_id}" in client.get("/library", params={"q": search}).text, search
    for other in ("zebra", "kettles zebra", "0" * 26, "'", "&|!:*"):
        assert "/library/0" not in client.get("/library", params={"q": other}).text, other
    for odd in ("\\", "a:*b", "\0", "%", "<->"):
        assert client.get("/library", params={"q": odd}).status_code == 200, odd


def test_a_rare_word_is_found_under_thousands_of_newer_texts(postgres_web):
    web = postgres_web
    old = web.submit(b"# The ferry to Amrum\n\nText.\n", path="news/ferry.md")
    numbers = sa.func.generate_series(1, 4000).table_valued("number").render_derived(name="numbers")
    digits = sa.cast(numbers.c.number, sa.String)
    new = {"id": "z" + sa.func.lpad(digits, 25, "0"), "key": "copy-" + digits, "title": "Kettle " + digits}
    columns = Submission.__table__.columns
    with web.services.store.transaction() as tx:
        copies = sa.select(*(new.get(column.name, column) for column in columns))
        copies = copies.join_from(Submission, numbers, sa.true()).where(Submission.id == old)
        tx.session.execute(sa.insert(Submission).from_select([c.name for c in columns], copies))
    client = web.as_role("viewer")

    assert f"/library/{old}" in client.get("/library?q=amr").text
    assert f"/library/{old}" not in client.get("/library?q=kettle").text
    assert f"/library/{'z' + '4000'.zfill(25)}" in client.get("/library?q=kettle").text


def test_the_overview_computes_what_another_threshold_would_have_done(web):
    client = web.as_role("viewer")

    now = client.get("/overview").text
    other = client.get("/overview?min_aeo=99").text

    assert "is what the policy requires now" in now
    assert "would have fallen short of 99" in other


def test_every_page_forbids_inline_script_and_comes_from_this_house_alone(web):
    case_id = web.case()
    client = web.as_role("admin")

    for path in ("/queue", f"/cases/{case_id}", "/library", "/overview", "/system", "/me", "/accounts"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<script>" not in answer.text
        assert " style=" not in answer.text
        assert " onclick" not in answer.text
        assert "//cdn" not in answer.text


def test_a_pasted_text_and_files_are_submitted_on_the_page_and_a_bad_one_stops_no_other(web):
    client = web.as_role("author")
    pasted = {
        "text": "# Kettles\r\n\r\nThe kettle boils.\r\n",
        "path": "guides/kettle.md",
        "tags": "tea, water",
    }

    one = client.post("/submit", data=pasted)
    shown = client.get(one.headers["location"]).text
    files = [
        ("files", ("cafe.md", "# Café\n\nGarçon.\n".encode("latin-1"))),
        ("files", ("logo.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")),
    ]
    several = client.post("/submit", files=files)
    nothing = client.post("/submit", data={"text": "  "})

    assert one.status_code == 303
    assert "guides/kettle.md" in shown
    assert "tea, water" in shown
    assert "1 of 2 texts submitted" in several.text
    assert "logo.md: " in several.text
    assert nothing.status_code == 422
    assert "choose files or paste a text" in nothing.text


def test_a_text_that_passes_is_shown_to_a_person_where_the_author_asked_for_one(web):
    text = SAMPLE.read_text()
    client = web.as_role("author")

    seen = client.post("/submit", data={"text": text, "path": "seen.md", "ask": "yes"}).headers["location"]
    plain = client.post("/submit", data={"text": text, "path": "plain.md"}).headers["location"]
    drain(web.services)

    assert "a review was requested" in client.get(seen).text
    assert "a review was requested" not in client.get(plain).text
    assert "meets what is asked" in client.get(plain).text


def test_the_next_case_is_one_that_asks_me_or_anyone_before_one_that_asks_others(web):
    others, anyone = web.case(path="others.md"), web.case(path="anyone.md")
    with web.services.store.transaction() as tx:
        row = tx.session.get(CaseRow, others)
        row.policy = {**row.policy, "desk": {**row.policy["desk"], "reviewers": ["ada"]}}
    client = web.as_role("reviewer")

    assert "assigned to ada" in client.get("/queue").text
    assert client.post("/queue/next").headers["location"] == f"/cases/{anyone}"
    assert client.post("/queue/next").headers["location"] == f"/cases/{others}"


def test_a_desk_lead_decides_several_cases_at_once_and_a_reviewer_does_not(web):
    first, second, held = (web.case(path=f"{name}.md") for name in "abc")
    claim(held, "somebody-else", web.services.store)
    wanted = {"action": "reject", "cases": [first, second, held]}

    refused = web.as_role("reviewer").post("/queue/bulk", data={**wanted, "reason": "spam"})
    without = web.as_role("desk-lead").post("/queue/bulk", data=wanted)
    done = web.as_role("desk-lead").post("/queue/bulk", data={**wanted, "reason": "spam"})

    assert refused.status_code == 403
    assert web.refusals()[0]["why"] == "only a desk lead can decide several cases at once"
    assert without.status_code == 422
    assert "Rejected: 2" in done.text
    assert "somebody-else" in done.text
    assert status(web, first) is status(web, second) is SubmissionStatus.REJECTED
    assert status(web, held) is SubmissionStatus.ESCALATED


def test_approving_several_at_once_says_of_each_that_needs_more_people_who_is_missing(web):
    alone, named, anyone = (web.case(path=f"{name}.md") for name in ("alone", "named", "anyone"))
    with web.services.store.transaction() as tx:
        for case_id in (named, anyone):
            tx.session.add(ReviewSlotRow(id=f"slot-{case_id}"[:26], case_id=case_id, number=1))
        row = tx.session.get(CaseRow, named)
        row.policy = {**row.policy, "desk": {**row.policy["desk"], "reviewers": ["ada", "desk-lead", "bo"]}}

    page = (
        web.as_role("desk-lead")
        .post("/queue/bulk", data={"action": "approve", "cases": [alone, named, anyone]})
        .text
    )

    assert "Approved: 1" in page
    assert "Waiting for others: 2" in page
    assert "the case needs 1 more answer, from ada or bo" in page
    assert "the case needs 1 more answer, from anyone else on the desk" in page
    assert status(web, alone) is SubmissionStatus.ACCEPTED
    assert status(web, named) is status(web, anyone) is SubmissionStatus.ESCALATED


def test_the_system_page_shows_when_deadlines_were_last_checked(web):
    client = web.as_role("desk-lead")

    before = client.get("/system").text
    escalate_overdue(web.services.store, web.services.observer)

    assert "no reminders are sent" in before
    assert "no reminders are sent" not in client.get("/system").text
    assert "Deadlines last checked" in client.get("/system").text


def test_ones_own_password_is_changed_with_the_old_one_and_other_sessions_end(web):
    here, elsewhere = web.as_role("viewer"), web.as_role("viewer")

    wrong = here.post("/me/password", data={"old": "not this one", "new": "another good phrase"})
    short = here.post("/me/password", data={"old": PASSWORD, "new": "short"})
    right = here.post("/me/password", data={"old": PASSWORD, "new": "another good phrase"})

    assert (wrong.status_code, short.status_code, right.status_code) == (403, 422, 303)
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 303
    login = {"login": "viewer", "password": "another good phrase"}
    assert web.anonymous().post("/login", data=login).status_code == 303


def test_a_view_that_a_case_does_not_have_shows_what_it_has(web):
    case_id = web.case()
    page = web.as_role("reviewer").get(f"/cases/{case_id}?view=side").text

    assert 'aria-current="true">As read' in page
    assert "Proposed" not in page


@pytest.mark.parametrize("form", [{"switches": "1"}, {}], ids=["nothing switched on", "another view"])
def test_a_rewrite_that_is_no_better_is_shown_and_taken_only_where_somebody_takes_it(web, form):
    text = (SAMPLE.parents[1] / "guides" / "backup-run-on.mdx").read_bytes()
    submission_id = web.submit(text, path="backup.mdx")
    drain(web.services)
    case_id = Application(web.services).escalation(submission_id).id
    client = web.as_role("reviewer")
    client.post(f"/cases/{case_id}/claim")
    page = client.get(f"/cases/{case_id}").text

    client.post(f"/cases/{case_id}/decide", data={**form, "token": token_of(page), "decision": "approve"})

    assert "This rewrite is <strong>no improvement</strong>" in page
    assert ">0 of " in page
    detail = Application(web.services).show(submission_id)
    assert len(detail.revisions) == 2
    assert detail.submission.accepted_revision_id == detail.original.id
