"""`[rules]` in a policy file: severity and parameters by rule."""

import pytest

from app.config.policy_file import PolicyFile
from app.domain.errors import InvalidPolicy
from app.domain.policy import Policy, RuleSetting
from app.domain.scores import Severity
from app.evaluation.aeo.check import Shown
from app.evaluation.aeo.rubric import load_rubric

RUBRIC = load_rubric(plug_ins=False)


def policy(tmp_path, text: str, name: str = "a.md") -> Policy:
    file = tmp_path / "copydesk.toml"
    file.write_text(text)
    return PolicyFile.load(file).policy_for(tmp_path / name)


def test_a_severity_and_parameters_reach_the_check(tmp_path):
    made = policy(tmp_path, '[rules]\nCON031 = {severity = "error", max_words = 30}\nCON032 = "off"\n')

    rubric = RUBRIC.adjusted(made.rules)

    assert rubric.check("CON031").severity is Severity.ERROR
    assert rubric.check("CON031").number("max_words") == 30
    assert rubric.check("CON032").shown is Shown.REQUEST
    assert rubric.check("CON030") == RUBRIC.check("CON030")


def test_a_severity_shows_what_is_otherwise_shown_on_request():
    assert RUBRIC.check("TRU040").shown is Shown.REQUEST

    rubric = RUBRIC.adjusted((RuleSetting("TRU040", "warning"),))

    assert rubric.check("TRU040").shown is Shown.FINDING


def test_a_profile_goes_over_the_file_rule_by_rule(tmp_path):
    made = policy(
        tmp_path,
        '[rules]\nCON031 = "off"\nCON032 = "off"\n[[profile]]\npaths = ["a.md"]\nrules.CON031 = "error"\n',
    )

    assert made.rules == (RuleSetting("CON031", "error"), RuleSetting("CON032", "off"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('CON031 = "loud"', "use one of error, warning, suggestion, off"),
        ("CON031 = 3", "must be a severity"),
        ('"31" = "off"', "no rule's id"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(tmp_path, line, said):
    with pytest.raises(InvalidPolicy, match=said) as caught:
        policy(tmp_path, f"[rules]\n{line}\n")

    assert "copydesk.toml:1: rules: " in str(caught.value)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (RuleSetting("CON301", "off"), "did you mean CON031"),
        (RuleSetting("CON31", "off"), "did you mean CON031"),
        (RuleSetting("House.Email", "off"), "set under `rule_levels`"),
        (RuleSetting("VERDICT-AEO-LOW", "off"), "a verdict follows `required`"),
        (RuleSetting("CON031", None, (("longest", 3),)), "no parameter 'longest'; it has max_words"),
        (RuleSetting("CON031", None, (("max_words", "3"),)), "max_words must be a number"),
    ],
)
def test_an_unknown_rule_or_parameter_is_refused_by_name(setting, said):
    with pytest.raises(InvalidPolicy, match=said):
        RUBRIC.adjusted((setting,))
