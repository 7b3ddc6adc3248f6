"""Code, tables and glossary use one vocabulary: the field's words, each explained once."""

import ast
import re
from pathlib import Path

import pytest

from app.db.tables.jobs import Base
from app.domain import events, fact_kinds, jobs, lifecycle, outbound, priority, review

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").casefold()
WORDS = set(re.findall(r"[a-z]+", GLOSSARY))
OUR_OWN = re.compile(
    r"told|doorbell|rang|rung|bury|buried|revive|upkeep|rhythm|vault|pulse|happening|unwatched|anew",
)
"""Metaphors that earlier releases used. The field has a word for each."""
NAMES_OF_TABLES = {
    "work_items": "job",
    "rhythms": "schedule",
    "case_seats": "review slot",
    "case_skips": "case",
    "worker_processes": "worker",
    "queue_controls": "queue",
    "rewrite_cycles": "cycle",
    "review_decisions": "review decision",
    "llm_calls": "call",
    "llm_batches": "batch",
    "accounts": "role",
    "memberships": "project",
    "sessions": "role",
    "api_tokens": "permission",
    "links": "approval link",
    "login_attempts": "role",
    "idempotency_keys": "token",
    "notices": "notice",
    "deliveries": "delivery",
}
"""Stored names that are not the word itself, and the entry that explains what they hold."""


def names_in(path: Path) -> set[str]:
    """The parts of every name that a module defines: classes, functions, arguments, variables."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return {part.casefold() for name in found for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


def test_no_name_in_the_code_is_a_metaphor_of_its_own():
    modules = [path for folder in ("app", "celery_worker") for path in (ROOT / folder).rglob("*.py")]

    found = {
        (str(path.relative_to(ROOT)), part)
        for path in modules
        if "migrations" not in path.parts
        for part in names_in(path)
        if OUR_OWN.fullmatch(part)
    }

    assert found == set()
    assert len(modules) > 300


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_table_has_an_entry(table):
    word = NAMES_OF_TABLES.get(table, table.replace("_", " ").removesuffix("s"))
    entries = re.findall(r"^\| ([^|]+) \|", GLOSSARY, re.MULTILINE)

    assert any(word in entry for entry in entries), f"{table}: explain {word!r} in docs/glossary.md"


@pytest.mark.parametrize(
    "members",
    [lifecycle.SubmissionStatus, priority.Priority, jobs.JobOutcome, review.DecisionKind, fact_kinds.Outcome],
    ids=lambda members: members.__name__,
)
def test_the_values_that_people_see_are_explained(members):
    values = [one.label if isinstance(one, priority.Priority) else one.value for one in members]
    parts = {part for value in values for part in re.findall(r"[a-z]+", value)}

    assert parts - WORDS - {"done", "superseded", "returned"} == set()


@pytest.mark.parametrize(
    "kinds", [events.EventKind, outbound.OutboundEvent], ids=lambda kinds: kinds.__name__
)
def test_the_subjects_of_events_are_explained(kinds):
    subjects = {kind.value.partition(".")[0].replace("-", " ") for kind in kinds}

    missing = {
        one for one in subjects if not set(one.split()) <= WORDS | {"access", "account", "work", "secrets"}
    }
    assert missing - {"test"} == set()
