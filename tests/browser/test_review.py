"""A reviewer's day in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.domain.lifecycle import SubmissionStatus
from app.escalation.leases import claim
from app.workflow.inline import drain
from tests.browser.conftest import violations

pytestmark = pytest.mark.slow
SAMPLE = Path(__file__).parents[2] / "samples" / "drafts" / "rain-barrel.md"


def rewritten_case(web) -> str:
    """A case with a rewrite by rules that has several changes."""
    from app.domain.policy import Policy
    from app.workflow.application import Application

    text = SAMPLE.read_bytes()
    submission_id = (
        Application(web.services).submit(text, path="barrel.md", policy=Policy(min_aeo=90)).submission_id
    )
    drain(web.services)
    return Application(web.services).escalation(submission_id).id


def status(web, case_id) -> SubmissionStatus:
    with web.services.store.read() as tx:
        return tx.submissions.get(tx.cases.get(case_id).submission_id).status


def test_log_in_claim_read_take_one_leave_one_edit_approve_and_see_it_accepted(desk, visit):
    web, _ = desk
    case_id = rewritten_case(web)
    page = visit("reviewer")

    page.click(f"a[href='/cases/{case_id}']")
    page.click("text=Claim")
    expect(page.locator("#lease")).to_contain_text("You hold this case")
    cards = page.locator(".change-card")
    assert cards.count() >= 2
    left = page.locator(".change-card input").nth(1)
    left.uncheck()
    expect(page.locator("[data-taken]")).to_have_text(f"{cards.count() - 1} of {cards.count()} changes")
    page.fill("#decide [name=reason]", "the second one changes the tone")
    page.click("button[value=approve]")
    expect(page.locator("h1")).to_have_text("Decided")
    assert status(web, case_id) is SubmissionStatus.EVALUATING
    drain(web.services)

    with web.services.store.read() as tx:
        submission_id = tx.cases.get(case_id).submission_id
        again = tx.escalations.open_of(submission_id)
        taken = tx.submissions.revisions(submission_id)[-1]
    assert taken.author == "reviewer"
    assert again is not None, "the mixture is evaluated, and falls short of 90"

    page.goto(f"{desk[1]}/cases/{again.id}")
    page.click("text=Claim")
    page.goto(f"{desk[1]}/cases/{again.id}?view=edit")
    box = page.locator("textarea[name=text]")
    assert box.input_value() == taken.source
    box.fill(taken.source + "\nEmpty it before the first frost.\n")
    expect(page.locator("#scored")).to_contain_text("verdict")
    page.click("button[value=edit]")
    expect(page.locator("h1")).to_have_text("Decided")
    drain(web.services)

    with web.services.store.read() as tx:
        last = tx.escalations.open_of(submission_id)
    page.goto(f"{desk[1]}/cases/{last.id}")
    page.click("text=Claim")
    page.click("button[value=approve]")
    page.click("text=View the submission")
    expect(page.locator("main")).to_contain_text("accepted")
    assert status(web, case_id) is SubmissionStatus.ACCEPTED


def test_of_two_reviewers_who_race_for_a_case_one_gets_it_and_the_other_is_told(desk, visit):
    web, base = desk
    case_id = web.case()
    first, second = visit("reviewer"), visit("desk-lead")
    for page in (first, second):
        page.goto(f"{base}/cases/{case_id}")

    first.click("text=Claim")
    second.click("text=Claim")

    expect(first.locator("#lease")).to_contain_text("You hold this case")
    expect(second.locator("[role=alert]")).to_contain_text("claimed by reviewer")


def test_a_lost_lease_keeps_the_typed_text(desk, visit):
    web, base = desk
    case_id = web.case()
    page = visit("reviewer")
    page.goto(f"{base}/cases/{case_id}")
    page.click("text=Claim")
    page.goto(f"{base}/cases/{case_id}?view=edit")
    page.fill("textarea[name=text]", "# Kettles\n\nAn hour of careful work.\n")
    page.fill("#decide [name=reason]", "clearer now")
    from app.db.tables.cases import ReviewSlotRow

    with web.services.store.transaction() as tx:
        tx.session.query(ReviewSlotRow).filter_by(case_id=case_id).update({"holder": None, "token": None})
    claim(case_id, "somebody", web.services.store)

    page.click("button[value=edit]")

    expect(page.locator("[role=alert]")).to_contain_text("Nothing was decided")
    assert page.locator("textarea[name=text]").input_value() == "# Kettles\n\nAn hour of careful work.\n"
    assert page.locator("#decide [name=reason]").input_value() == "clearer now"


def test_the_keyboard_alone_takes_and_decides_a_case(desk, visit):
    web, _ = desk
    case_id = web.case()
    page = visit("reviewer")

    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**/cases/{case_id}")
    page.keyboard.press("c")
    expect(page.locator("#lease")).to_contain_text("You hold this case")
    page.keyboard.press(".")
    page.keyboard.type("reads well")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("h1")).to_have_text("Decided")

    assert status(web, case_id) is SubmissionStatus.ACCEPTED


def test_the_keys_can_be_switched_off(desk, visit):
    desk[0].case()
    page = visit("reviewer")

    page.click("#keys")
    page.keyboard.press("2")
    page.wait_for_timeout(300)

    assert page.url.endswith("/queue")
    assert page.locator("kbd").first.is_hidden()


def test_without_javascript_a_case_is_claimed_and_decided(desk, visit):
    web, base = desk
    case_id = rewritten_case(web)
    page = visit("reviewer", java_script=False)

    page.goto(f"{base}/cases/{case_id}")
    page.click("text=Claim")
    expect(page.locator("#lease")).to_contain_text("You hold this case")
    boxes = page.locator(".change-card input")
    assert boxes.count() >= 2
    for box in boxes.all():
        box.uncheck(force=True)
    page.click("button[value=approve]")

    expect(page.locator("h1")).to_have_text("Decided")
    with web.services.store.read() as tx:
        submission = tx.submissions.get(tx.cases.get(case_id).submission_id)
        first = tx.submissions.revisions(submission.id)[0]
    assert submission.status is SubmissionStatus.ACCEPTED
    assert submission.accepted_revision_id == first.id


PAGES = {
    "queue": "/queue",
    "case": "/cases/{case}",
    "inline": "/cases/{case}?view=inline",
    "side": "/cases/{case}?view=side",
    "detector": "/cases/{case}?view=detector",
    "preview": "/cases/{case}?view=preview",
    "edit": "/cases/{case}?view=edit",
    "library": "/library",
    "submission": "/library/{submission}",
    "submit": "/submit",
    "overview": "/overview",
    "costs": "/costs",
    "what-if": "/what-if?asked=true&min_aeo=99&goal=aeo",
    "system": "/system",
    "me": "/me",
    "accounts": "/accounts",
    "audit": "/system/audit",
}


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1360), ("dark", 1360), ("light", 390), ("dark", 390)]
)
def test_axe_finds_nothing_on_any_page_and_nothing_scrolls_sideways(desk, visit, shots, scheme, width):
    web, base = desk
    case_id = rewritten_case(web)
    claim(case_id, "admin", web.services.store)
    with web.services.store.read() as tx:
        submission_id = tx.cases.get(case_id).submission_id
    page = visit("admin", color_scheme=scheme, viewport={"width": width, "height": 900})

    found = {}
    for name, path in PAGES.items():
        page.goto(base + path.format(case=case_id, submission=submission_id))
        page.screenshot(path=shots / f"{name}-{scheme}-{width}.png", full_page=True)
        problems = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            problems.append("scrolls sideways")
        if problems:
            found[name] = problems

    assert found == {}


def test_the_login_page_has_no_violation_either(chromium, desk, shots):
    page = chromium.new_page()
    page.goto(desk[1] + "/login")
    page.screenshot(path=shots / "login.png")

    assert violations(page) == []
    page.close()
