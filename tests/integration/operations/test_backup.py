"""A backup comes back on either database, a damaged one is refused, what is pruned leaves no trace."""

import gzip
import json
import stat
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.db.transfer import read_rows
from app.domain.errors import InvalidContent
from app.domain.policy import Policy
from app.operations.backup import back_up, examine_backup, restore
from app.operations.prune import count_old, prune
from app.operations.verify import verify
from app.workflow.application import Application, Incoming
from app.workflow.bootstrap import build_services
from app.workflow.inline import drain
from tests.support.word import p, word_file

DATABASES = ("sqlite", "postgresql")


@pytest.fixture
def make(request, tmp_path):
    """Services over an empty database of this kind."""
    made = []

    def services(kind):
        url = f"sqlite:///{tmp_path / f'{len(made)}.db'}"
        if kind == "postgresql":
            url = request.getfixturevalue("postgres_url")
        upgrade(url)
        made.append(build_services(Settings(state_dir=tmp_path, database_url=url)))
        return made[-1]

    yield services
    for one in made:
        one.close()


def work(services, number=4):
    desk = Application(services)
    body = "The council met on Monday. According to the minutes, 41 of 60 members voted for the plan. " * 8
    word = word_file(p("Council decides 0", "berschrift1") + p(f"{body} ünïcödé 0"))
    list(desk.submit_many([Incoming(word, "0.docx", Policy())], run_id="run"))
    for index in range(1, number):
        data = f"# Council decides {index}\n\n{body} ünïcödé {index}".encode()
        desk.submit(data, path=f"{index}.md", policy=Policy(), run_id="run")
    drain(services)


def everything(services):
    return list(read_rows(services.store.database.engine))


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_backup_comes_back_row_for_row_on_the_other_database(make, tmp_path, source, target):
    before, after = make(source), make(target)
    work(before)
    file = tmp_path / "kept.jsonl.gz"

    kept = back_up(before, file)
    restore(after, file)

    assert kept.rows["submissions"] == 4
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert everything(after) == everything(before)
    assert list(verify(after)) == []
    work(after, 5)  # events and work go on counting where the backup ended
    assert list(verify(after)) == []


def test_a_backup_is_of_one_moment(make, tmp_path):
    services = make("sqlite")
    work(services, 2)
    rows = read_rows(services.store.database.engine)
    first = next(rows)

    work(services, 4)
    seen = [first, *rows]

    assert sum(table == "submissions" for table, _ in seen) == 2


def test_nothing_is_overwritten_and_no_rows_are_mixed(make, tmp_path):
    services = make("sqlite")
    work(services, 1)
    file = tmp_path / "kept.jsonl.gz"
    back_up(services, file)

    with pytest.raises(InvalidContent, match="already exists"):
        back_up(services, file)
    with pytest.raises(InvalidContent, match="empty one"):
        restore(services, file)


def damaged(lines):
    return {
        "cut": lines[:-1],
        "changed": [*lines[:2], lines[2].replace("a", "b"), *lines[3:]],
        "missing": [*lines[:2], *lines[3:]],
        "foreign": ["{}\n", *lines[1:]],
    }


@pytest.mark.parametrize("how", ["cut", "changed", "missing", "foreign", "half", "text"])
def test_a_damaged_backup_is_refused_and_restores_nothing(make, tmp_path, how):
    before, after = make("sqlite"), make("sqlite")
    work(before, 1)
    file = tmp_path / "kept.jsonl.gz"
    back_up(before, file)
    if how == "half":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif how == "text":
        file.write_text("not a backup")
    else:
        with gzip.open(file, "rt", encoding="utf-8") as old:
            lines = list(old)
        with gzip.open(file, "wt", encoding="utf-8") as new:
            new.writelines(damaged(lines)[how])

    with pytest.raises(InvalidContent):
        restore(after, file)

    assert not [row for row in everything(after) if row[0] == "submissions"]


def test_a_backup_of_another_schema_is_refused_with_the_way_to_go(make, tmp_path):
    services = make("sqlite")
    file = tmp_path / "old.jsonl.gz"
    back_up(services, file)
    with services.store.transaction() as tx:
        tx.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    back_up(services, tmp_path / "older.jsonl.gz")

    assert examine_backup(tmp_path / "older.jsonl.gz").revision == "0001"
    with pytest.raises(InvalidContent, match="db upgrade"):
        restore(make("sqlite"), tmp_path / "older.jsonl.gz")


@pytest.mark.parametrize("kind", DATABASES)
def test_what_does_not_fit_together_is_found(make, kind):
    services = make(kind)
    work(services, 3)
    assert list(verify(services)) == []
    with services.store.transaction() as tx:
        tx.session.execute(text("UPDATE revisions SET source = 'other' WHERE number = 0"))
        tx.session.execute(text("UPDATE submissions SET status = 'rewriting'"))
        tx.session.execute(text("DELETE FROM work_items WHERE task_name LIKE 'rewrite%'"))

    found = {misfit.question: misfit.rows for misfit in verify(services)}

    assert len(found["a revision's text does not match its stored fingerprint"]) == 3
    assert len(found["a submission waits for a step that is neither due nor dead"]) == 3


@pytest.mark.parametrize("kind", DATABASES)
def test_what_is_decided_and_old_is_removed_and_nothing_else(make, kind):
    services = make(kind)
    work(services, 4)
    now = services.clock.now()
    with services.store.transaction() as tx:
        ids = list(tx.session.scalars(text("SELECT id FROM submissions ORDER BY id")))
        old, young, undecided, last = ids
        dates = {"old": now - timedelta(days=400), "now": now}
        set_status = "UPDATE submissions SET status = :status, updated_at = :at WHERE id = :id"
        for one, status, at in (
            (old, "accepted", dates["old"]),
            (young, "accepted", dates["now"]),
            (undecided, "escalated", dates["old"]),
            (last, "rejected", dates["old"]),
        ):
            when = at.replace(tzinfo=None) if kind == "sqlite" else at
            tx.session.execute(text(set_status), {"status": status, "at": str(when), "id": one})
    before = now - timedelta(days=365)

    assert count_old(services, before) == 2
    assert prune(services, before) == 2

    rows = everything(services)
    left = {row["id"] for table, row in rows if table == "submissions"}
    assert left == {young, undecided}
    for gone in (old, last):
        assert gone not in json.dumps(rows, default=str)
    assert prune(services, before) == 0
