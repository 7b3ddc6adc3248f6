"""Decision records are complete, indexed, and what refers to one refers to one that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "adr"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
REFERENCE = re.compile(r"\bADR (\d+)\b|\badr/(\d{4})")
MAY_REFER = ("app", "bench", "celery_worker", "deploy", "docs", "training")
TEXTS = {"", ".conf", ".md", ".py", ".service", ".toml", ".yaml", ".yml"}
HEADINGS = ["## Context", "## Decision", "## Consequences"]


def test_the_numbers_have_no_gap():
    assert [int(record.name[:4]) for record in RECORDS] == [*range(1, len(RECORDS) + 1)]


def test_the_index_names_every_record_with_its_title():
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    titles = {record.name: record.read_text(encoding="utf-8").splitlines()[0] for record in RECORDS}

    assert [
        name for name, title in titles.items() if f"[{title.removeprefix('# ')}]({name})" not in index
    ] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_has_its_number_a_status_and_the_usual_parts(record):
    lines = record.read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith(f"# {record.name[:4]} ")
    assert any(line.startswith("Status: ") for line in lines)
    assert [line for line in lines if line in HEADINGS] == HEADINGS


def test_whatever_refers_to_a_record_refers_to_one_that_exists():
    known = {record.name[:4] for record in RECORDS}
    named = {
        first or second
        for folder in MAY_REFER
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.suffix in TEXTS
        for first, second in REFERENCE.findall(file.read_text(encoding="utf-8"))
    }

    assert named
    assert named <= known
