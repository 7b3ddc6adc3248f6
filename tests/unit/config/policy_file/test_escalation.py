import re
from datetime import date, time
from pathlib import Path

import pytest

from app.config.policy_file import PolicyFile
from app.domain.errors import InvalidPolicy
from app.domain.escalation_policy import OnTimeout
from app.domain.review import EscalationReason

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "policy.md"


def loaded(tmp_path, content: str):
    file = tmp_path / "copydesk.toml"
    file.write_text(content, encoding="utf-8")
    return PolicyFile.load(file).policy_for(None).escalation


def test_the_example_of_the_reference_says_what_it_says(tmp_path):
    [example] = re.findall(r"```toml\n(\[escalation\].*?)```", PAGE.read_text("utf-8"), re.DOTALL)

    policy = loaded(tmp_path, example)

    assert [desk.name for desk in policy.desks] == ["desk", "health"]
    assert policy.desks[0].levels[0].on_timeout is OnTimeout.NEXT_LEVEL
    assert policy.desks[0].levels[1].reviewers == ("lea",)
    assert policy.desks[0].answers_for(EscalationReason.SAFETY_TOPIC) == 2
    assert policy.rules[0].sources == ("guides/*",)
    assert (policy.calendar.closes, policy.calendar.holidays) == (time(17, 30), (date(2026, 12, 24),))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("escalation = 3", "must be a table"),
        ("[escalation]\ndesks = []", "knows no 'desks'"),
        ("[[escalation.desk]]\nname = 'a'\n[[escalation.rule]]\ndesk = 'b'", "sends cases to 'b'"),
        ("[[escalation.desk]]\nreviewers = ['a']", "lacks name"),
        ("[escalation.calendar]\ntime_zone = 'Mars'", "no time zone 'Mars'"),
        ("[escalation.calendar]\ncountry = 'XX'", "no public holidays"),
        ("[escalation.calendar]\nopens = '18:00'", "cannot close"),
        ("[escalation.calendar]\ndays = ['someday']", "no day 'someday'"),
        ("[[escalation.desk]]\nname='a'\n[[escalation.desk.level]]\nname='b'\nminutes=0", "level.minutes"),
        (
            "[[escalation.desk]]\nname='a'\n[[escalation.desk.level]]\nname='b'\non_timeout='wait'",
            "next-level",
        ),
        ("[[escalation.desk]]\nname='a'\nfour_eyes=['whim']", "no reason 'whim'"),
    ],
)
def test_every_mistake_is_named_with_its_place(tmp_path, content, message):
    with pytest.raises(InvalidPolicy, match=re.escape(message)):
        loaded(tmp_path, content)
