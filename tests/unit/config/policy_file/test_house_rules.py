"""`[[rule]]`, `rule_levels` and `[vale]` of a policy, from the folder to what a worker is given."""

import json

import pytest
from pydantic import TypeAdapter

from app.config.policy_file import PolicyFile
from app.domain.errors import InvalidPolicy
from app.domain.policy import Policy
from app.evaluation.house_rules import read_house_rules

RULE = "extends: existence\nmessage: \"Not '%s'.\"\ntokens: [very]\n"
SPELLING = "extends: spelling\nmessage: \"'%s'?\"\ndictionaries: [xx]\nignore: own.txt\n"
INI = """
StylesPath = styles
MinAlertLevel = warning
Vocab = Base
IgnoredScopes = code
Transform = a.xsl

[formats]
mdx = md

[*]
BasedOnStyles = A, Vale
Vale.Spelling = NO
B.Two = YES

[*.{md,rst}]
A.One = error
TokenIgnores = (\\$+[^\\n$]+\\$+), ({{a,b}})

[docs/*]
BasedOnStyles = A
"""


@pytest.fixture
def place(tmp_path):
    files = {
        "styles/A/One.yml": RULE,
        "styles/A/Three.yml": SPELLING,
        "styles/B/Two.yml": RULE,
        "styles/B/Other.yml": RULE,
        "styles/config/vocabularies/Base/accept.txt": "# names\nGitHub\n",
        "styles/config/vocabularies/Base/reject.txt": "whitelist\n",
        "styles/config/dictionaries/xx.dic": "1\nthe\n",
        "styles/config/dictionaries/xx.aff": "SET UTF-8\n",
        "styles/config/ignore/own.txt": "kubelet\n",
        ".vale.ini": INI,
        "copydesk.toml": '[vale]\nconfig = ".vale.ini"\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def rules_for(place, path):
    return PolicyFile.load(place / "copydesk.toml").policy_for(place / path).house_rules


def test_a_vale_ini_chooses_styles_rules_and_levels_by_path(place):
    rules = rules_for(place, "a.md")

    assert [file.name for file in rules.styles] == ["A.One", "A.Three", "B.Two"]
    assert rules.levels == {"A.One": "error", "Vale.Spelling": "off"}
    assert rules.built_in == {"Vale.Avoid", "Vale.Repetition", "Vale.Terms"}
    assert (rules.accepted, rules.rejected, rules.least) == (("GitHub",), ("whitelist",), "warning")
    assert rules.ignored == (r"(\$+[^\n$]+\$+)", "({{a,b}})")
    assert rules.unused == ("Transform of the configuration is not followed",)


def test_later_sections_win_and_formats_stand_for_others(place):
    assert rules_for(place, "docs/a.txt").built_in == set()
    assert rules_for(place, "a.mdx").levels["A.One"] == "error"
    assert "A.One" not in rules_for(place, "a.txt").levels


def test_spelling_rules_bring_their_dictionaries(place):
    rules = rules_for(place, "a.md")

    assert set(rules.files) == {"xx.dic", "xx.aff", "own.txt"}
    assert read_house_rules(rules).refused == ()


def test_all_rules_are_those_of_any_text(place):
    rules = PolicyFile.load(place / "copydesk.toml").all_house_rules()

    assert {file.name for file in rules.styles} == {"A.One", "A.Three", "B.Two"}


def test_the_policys_levels_win_and_a_profile_may_change_them(place):
    (place / "copydesk.toml").write_text(
        '[vale]\nconfig = ".vale.ini"\n[rule_levels]\n"A.One" = "off"\n'
        '[[profile]]\npaths = ["news/**"]\nrule_levels = {"A.One" = "suggestion"}\n'
    )

    assert rules_for(place, "a.md").levels["A.One"] == "off"
    assert rules_for(place, "news/a.md").levels["A.One"] == "suggestion"


def test_a_change_of_a_style_is_a_new_version_of_the_policy(place):
    def version():
        return PolicyFile.load(place / "copydesk.toml").policy_for(place / "a.md").version

    before = version()
    (place / "styles/A/One.yml").write_text(RULE + "level: error\n")

    assert version() != before


def test_a_policy_with_rules_survives_being_stored(place):
    (place / "copydesk.toml").write_text(
        '[vale]\nconfig = ".vale.ini"\n[[rule]]\nname = "House.A"\nkind = "capitalisation"\n'
        'match = "$title"\nthreshold = 0.9\n'
    )
    policy = PolicyFile.load(place / "copydesk.toml").policy_for(place / "a.md")
    adapter = TypeAdapter(Policy)

    stored = json.loads(json.dumps(adapter.dump_python(policy, mode="json")))

    assert read_house_rules(adapter.validate_python(stored).house_rules).rules
    assert adapter.validate_python(stored).house_rules.styles == policy.house_rules.styles


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('vale.styles = ["Missing"]', "there is no style Missing"),
        ('vale.styles = ["A"]\nvale.vocabularies = ["No"]', "there is no vocabulary No"),
        ('vale.config = "none.ini"', "cannot be read: no such file"),
        ('vale.config = "../.vale.ini"', "outside the folder of the policy"),
        ('vale.styles_path = ".."\nvale.styles = ["A"]', "outside the folder of the policy"),
        (
            'rule_levels = {"A.One" = "fatal"}',
            "copydesk.toml:1: rule_levels: has 'A.One', which must be error",
        ),
        ('[[rule]]\nkind = "terms"', "copydesk.toml:1: rule: lacks a name"),
        (
            '[[rule]]\nname = "House.A"\nprofiles = ["news"]',
            "copydesk.toml:3: rule House.A: there is no profile 'news'",
        ),
    ],
)
def test_a_mistake_is_named_with_the_way_out(place, toml, message):
    (place / "copydesk.toml").write_text(toml + "\n")

    with pytest.raises(InvalidPolicy) as error:
        PolicyFile.load(place / "copydesk.toml").policy_for(place / "a.md")

    assert message in str(error.value)


def test_a_link_in_a_style_does_not_lead_out(place, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yml"
    secret.write_text(RULE)
    (place / "styles/A/Link.yml").symlink_to(secret)

    with pytest.raises(InvalidPolicy, match="outside the folder"):
        rules_for(place, "a.md")


def test_a_dictionary_elsewhere_is_not_read(place):
    (place / "styles/A/Three.yml").write_text(SPELLING + "dicpath: /etc\n")

    assert set(rules_for(place, "a.md").files) == {"xx.dic", "xx.aff", "own.txt"}
