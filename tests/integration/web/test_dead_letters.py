"""Many dead letters at once: from a page and from a program, each once, and only those one may see."""

from datetime import timedelta

from app.db.tables.jobs import WorkItem
from app.domain.access import Permission
from app.domain.lifecycle import SubmissionStatus
from app.domain.work import EVALUATE
from app.workflow.application import Desk
from app.workflow.transitions import bury


def bury_all(web):
    """The evaluation of every submission gives up; returns the letters' ids."""
    with web.services.store.transaction() as tx:
        for row in tx.session.query(WorkItem).filter_by(task_name=EVALUATE).all():
            claim = tx.work.claim(row.id, holder="test", lease=timedelta(seconds=60))
            bury(tx, claim, web.services, error="it broke", trace="")
    return [letter.id for letter in Desk(web.services).dead_letters()]


def statuses(web):
    return {submission.status for submission in Desk(web.services).newest(10)}


def test_the_page_replays_all_that_it_shows_and_asking_again_does_nothing(web):
    web.submit(path="b.md")
    letters = bury_all(web)
    operator = web.as_role("admin")
    page = operator.get("/system").text
    assert "Replay these 2" in page
    assert all(f'name="letters" value="{letter}"' in page for letter in letters)

    for _ in range(2):
        assert operator.post("/system/dead-letters", data={"letters": letters}).status_code == 303

    assert statuses(web) == {SubmissionStatus.EVALUATING}
    assert Desk(web.services).dead_letters() == []


def test_a_program_replays_many_and_learns_what_became_of_each(web):
    web.submit(path="b.md")
    letters = bury_all(web)
    operator = web.token("admin", Permission.OPERATE)
    unknown = "0" * 26

    told = operator.post("/api/v1/dead-letters/replay", json={"ids": [*letters, unknown]}).json()
    again = operator.post("/api/v1/dead-letters/replay", json={"ids": letters}).json()

    assert [one["outcome"] for one in told] == ["replayed", "replayed", "refused"]
    assert [one["outcome"] for one in again] == ["already", "already"]
    assert statuses(web) == {SubmissionStatus.EVALUATING}


def test_letters_of_a_project_that_one_does_not_see_stay_as_they_are(web):
    web.submit(path="b.md", project="elsewhere")
    letters = bury_all(web)

    told = web.token("desk-lead", Permission.OPERATE).post(
        "/api/v1/dead-letters/replay", json={"ids": letters}
    )

    assert sorted(one["outcome"] for one in told.json()) == ["refused", "replayed"]
    assert len(Desk(web.services).dead_letters()) == 1
