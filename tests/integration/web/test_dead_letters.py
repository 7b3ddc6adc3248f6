"""Many dead letters at once: from a page and from a program, each once, and only those one may see."""

from app.domain.access import Permission
from app.domain.lifecycle import SubmissionStatus
from app.transitions.take_step import dead_letter_job
from app.workflow.application import Application
from tests.support.jobs import claim_job


def give_up_all(web):
    """The evaluation of every submission gives up; returns the ids of the dead letters."""
    while (claim := claim_job(web.services)) is not None:
        with web.services.store.transaction() as tx:
            dead_letter_job(tx, claim, "it broke", "")
    return [dead_letter.id for dead_letter in Application(web.services).dead_letters()]


def statuses(web):
    return {submission.status for submission in Application(web.services).newest(10)}


def test_the_page_replays_all_that_it_shows_and_asking_again_does_nothing(web):
    web.submit(path="b.md")
    dead_letters = give_up_all(web)
    operator = web.as_role("admin")
    page = operator.get("/system").text
    assert "Replay these 2" in page
    assert all(f'name="dead_letters" value="{dead_letter}"' in page for dead_letter in dead_letters)

    for _ in range(2):
        assert operator.post("/system/dead-letters", data={"dead_letters": dead_letters}).status_code == 303

    assert statuses(web) == {SubmissionStatus.EVALUATING}
    assert Application(web.services).dead_letters() == []


def test_a_program_replays_many_and_learns_what_became_of_each(web):
    web.submit(path="b.md")
    dead_letters = give_up_all(web)
    operator = web.token("admin", Permission.OPERATE)
    unknown = "0" * 26

    results = operator.post("/api/v1/dead-letters/replay", json={"ids": [*dead_letters, unknown]}).json()
    again = operator.post("/api/v1/dead-letters/replay", json={"ids": dead_letters}).json()

    assert [one["outcome"] for one in results] == ["replayed", "replayed", "refused"]
    assert [one["outcome"] for one in again] == ["already", "already"]
    assert statuses(web) == {SubmissionStatus.EVALUATING}


def test_letters_of_a_project_that_one_does_not_see_stay_as_they_are(web):
    web.submit(path="b.md", project="elsewhere")
    dead_letters = give_up_all(web)

    response = web.token("desk-lead", Permission.OPERATE).post(
        "/api/v1/dead-letters/replay", json={"ids": dead_letters}
    )

    assert sorted(one["outcome"] for one in response.json()) == ["refused", "replayed"]
    assert len(Application(web.services).dead_letters()) == 1
