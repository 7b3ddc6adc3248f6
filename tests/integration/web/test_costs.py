"""The costs page: every amount is the ledger's, and nobody reads the sums of projects that are not theirs."""

from datetime import UTC, datetime

import pytest

from app.db.tables.jobs import Budget, CallState, LlmCall
from app.domain.budgets import project_month
from app.domain.ids import new_id

NOVEMBER = datetime(2026, 11, 3, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)
NUMBERS = iter(range(1, 1000))


def call(web, when, *, project, micro, state=CallState.SETTLED, model="claude-x", reserved=0):
    number = next(NUMBERS)
    with web.services.store.transaction() as tx:
        tx.session.add(
            LlmCall(
                id=new_id(int(when.timestamp() * 1000), lambda _bits: number),
                key=f"call-{number}",
                project_id=project,
                provider="anthropic",
                model=model,
                state=state,
                scopes=[],
                reserved_micro_usd=reserved or micro,
                cost_micro_usd=micro,
                input_tokens=1200,
                output_tokens=300,
                created_at=when,
            )
        )


def projects(web):
    with web.services.store.read() as tx:
        return {name: project_id for project_id, name in tx.accounts.projects().items()}


@pytest.fixture(params=["web", "postgres_web"])
def desk(request):
    return request.getfixturevalue(request.param)


def test_a_month_is_told_by_project_and_model_with_what_is_maybe_billed_and_held(desk):
    ours = projects(desk)["default"]
    call(desk, NOVEMBER, project=ours, micro=1_500_000)
    call(desk, NOVEMBER, project=ours, micro=2_000_000, model="gpt-y")
    call(desk, NOVEMBER, project=ours, micro=250_000, state=CallState.MAYBE_BILLED)
    call(desk, NOVEMBER, project=ours, micro=0, state=CallState.SENT, reserved=70_000)
    call(desk, OCTOBER, project=ours, micro=9_000_000)

    with desk.services.store.read() as tx:
        november = tx.pages.costs.lines(NOVEMBER, projects=None)
        october = tx.pages.costs.lines(OCTOBER, projects=frozenset({ours}))

    assert [(line.model, line.calls, line.cost_usd) for line in november] == [
        ("gpt-y", 1, 2.0),
        ("claude-x", 3, 1.75),
    ]
    assert (november[1].maybe_calls, november[1].maybe_usd, november[1].held_usd) == (1, 0.25, 0.07)
    assert (november[1].project, november[1].input_tokens) == ("default", 3600)
    assert [line.cost_usd for line in october] == [9.0]


def test_the_page_shows_only_projects_that_the_reader_sees(web):
    web.submit(path="other.md", project="secret-magazine")
    call(web, web.services.clock.now(), project=projects(web)["secret-magazine"], micro=7_770_000)
    call(web, web.services.clock.now(), project=projects(web)["default"], micro=1_230_000)

    seen = web.as_role("viewer").get("/costs").text
    overview = web.as_role("viewer").get("/overview").text

    assert "$1.23" in seen
    assert "$1.23" in overview
    assert "$9.00" not in overview
    assert "7.77" not in seen
    assert "secret-magazine" not in seen
    assert "left of" not in seen


def test_an_operator_reads_what_is_left_of_the_months_budget(web):
    with web.services.store.read() as tx:
        project_id = next(iter(tx.accounts.projects()))
    month = project_month(web.services.clock.now(), project_id)
    with web.services.store.transaction() as tx:
        tx.session.merge(Budget(scope=month, spent_micro_usd=30_000_000, reserved_micro_usd=5_000_000))

    assert "$65.00" in web.as_role("desk-lead").get("/costs").text


@pytest.mark.parametrize("month", ["2026-13", "0000-01", "9999-12", "2099-12", "november"])
def test_no_month_makes_the_page_fall_over(web, month):
    assert web.as_role("viewer").get(f"/costs?month={month}").status_code in {200, 422}


def test_what_is_no_month_is_told_with_how_one_is_written(web):
    page = web.as_role("viewer").get("/costs?month=november").text

    assert "&#39;november&#39; is not a month: use year and month, as in 2026-11" in page
