"""The examples on the pages about house rules and Vale styles can be read, and do what they say."""

import re
from pathlib import Path

import pytest

from app.config.policy_file import PolicyFile
from app.config.policy_file.house_rules import styles_for
from app.evaluation.house_rules import read_house_rules, tried
from app.evaluation.house_rules.own import KINDS as OWN_KINDS
from app.evaluation.house_rules.reading import KINDS, REFUSED
from app.evaluation.house_rules.scopes import KNOWN

HOWTO = Path(__file__).parents[2] / "docs" / "howto"
OWN, VALE = (
    (HOWTO / name).read_text(encoding="utf-8") for name in ("write-house-rules.md", "use-vale-styles.md")
)
RULE = "extends: existence\nmessage: \"Not '%s'.\"\ntokens: [very]\n"


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", OWN, re.DOTALL))
def test_the_rules_on_the_page_meet_their_examples(example, tmp_path):
    file = tmp_path / "copydesk.toml"
    file.write_text(example, encoding="utf-8")

    rules = read_house_rules(PolicyFile.load(file).all_house_rules())

    assert [result for result in tried(rules) if not result.is_met] == []


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", VALE, re.DOTALL))
def test_a_folder_of_styles_is_found_as_the_page_says(example, tmp_path):
    (tmp_path / "copydesk.toml").write_text(example, encoding="utf-8")
    (tmp_path / ".vale.ini").write_text("StylesPath = styles\n[*.md]\nBasedOnStyles = Google\n")
    for file, text in (
        ("Google/Very.yml", RULE),
        ("config/vocabularies/Base/accept.txt", "GitHub\n"),
        ("config/dictionaries/en_US.dic", "1\nthe\n"),
        ("config/dictionaries/en_US.aff", ""),
    ):
        (tmp_path / "styles" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "styles" / file).write_text(text)

    policy = PolicyFile.load(tmp_path / "copydesk.toml").policy_for(tmp_path / "a.md")

    assert "Google.Very" in {rule.name for rule in read_house_rules(policy.house_rules).rules}


def test_every_kind_and_scope_is_on_the_pages():
    assert {kind for kind in OWN_KINDS if f"`{kind}`" not in OWN} == set()
    assert {kind for kind in (*KINDS, *REFUSED) if kind != "terms" and f"`{kind}`" not in VALE} == set()
    assert {scope for scope in KNOWN - {"figure"} if f"`{scope}`" not in OWN} == set()


def test_the_bench_reads_settings_from_a_folder_above(tmp_path):
    (tmp_path / "fixture").mkdir()
    (tmp_path / "styles" / "A").mkdir(parents=True)
    (tmp_path / "styles" / "A" / "Very.yml").write_text(RULE)
    ini = tmp_path / "fixture" / ".vale.ini"
    ini.write_text("StylesPath = ../styles\n[*.md]\nA.Very = error\n")

    rules = styles_for(ini, root=tmp_path, path=tmp_path / "fixture" / "test.md")

    assert [rule.name for rule in read_house_rules(rules).rules] == ["A.Very"]
