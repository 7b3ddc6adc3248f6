import json
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from app.cli.console import as_json, emit_json, say, say_block, table
from app.domain.priority import Priority
from app.domain.scores import Severity
from tests.unit.reports.builders import make_detail


def test_a_table_without_a_terminal_is_aligned_and_plain(capsys):
    table(("article", "score"), [("a.md", "7"), ("水.md", "100")], right={1})

    assert capsys.readouterr().out.splitlines() == ["article  score", "a.md         7", "水.md      100"]


def test_a_table_without_rows_says_nothing(capsys):
    table(("a", "b"), [])

    assert not capsys.readouterr().out


def test_no_control_character_from_outside_is_printed(capsys):
    nasty = "\x1b]0;owned\x07\x9b2J\u202e\r\n"
    say(nasty)
    say_block(nasty)
    table(("a",), [(nasty,)])
    emit_json("copydesk.test/1", value=nasty)

    out = capsys.readouterr().out
    assert not set("\x1b\x07\x9b\u202e\r") & set(out)


def test_json_survives_the_way_there_and_back(capsys):
    emit_json("copydesk.test/1", text="naïve \u202e \x85 \x1b", number=1.5)

    printed = json.loads(capsys.readouterr().out)
    assert printed == {"schema": "copydesk.test/1", "text": "naïve \u202e \x85 \x1b", "number": 1.5}


def test_domain_values_become_json_by_their_meaning():
    assert as_json(Priority.HIGH) == "high"
    assert as_json(Severity.ERROR) == "error"
    assert as_json(Decimal("0.10")) == "0.10"
    assert as_json(datetime(2026, 1, 5, tzinfo=UTC)) == "2026-01-05T00:00:00+00:00"
    assert as_json(timedelta(minutes=1)) == 60
    assert as_json(time(9, 30)) == "09:30:00"
    assert as_json(frozenset({"b", "a"})) == ["a", "b"]
    json.dumps(as_json(make_detail()))
