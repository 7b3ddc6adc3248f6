"""docs/reference/policy.md tells every key of copydesk.toml, with its meaning and its default."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from app.config.policy_file import PolicyFile
from app.config.policy_file.house_rules import KEYS as HOUSE_RULE_KEYS
from app.config.policy_file.schema import FILE_ARRAYS, KEYS, PROFILE_KEYS
from app.domain.policy import Policy

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "policy.md").read_text(encoding="utf-8")


def default_of(name: str) -> str:
    if name in HOUSE_RULE_KEYS:
        return "–"
    value: object = Policy()
    for part in name.split("."):
        value = getattr(value, part)
    if name == "escalation":
        return "one desk, two levels"
    if name.startswith("rewrite.budgets.") and value is None:
        return '`"unlimited"`'
    if value in (None, "", (), frozenset()):
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f'`"{value}"`'
    if isinstance(value, frozenset | tuple):
        return "`[" + ", ".join(f'"{item}"' for item in sorted(value)) + "]`"
    assert isinstance(value, int | float | Decimal)
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


@pytest.mark.parametrize("name", KEYS)
def test_every_key_is_documented_with_its_meaning_and_default(name):
    assert f"| `{name}` | {default_of(name)} | {KEYS[name].meaning} |" in PAGE


@pytest.mark.parametrize("name", [*PROFILE_KEYS, *FILE_ARRAYS])
def test_profiles_and_own_checks_are_documented(name):
    assert f"`{name}`" in PAGE or f"`[[{name}]]`" in PAGE


def test_every_example_on_the_page_is_a_valid_policy(tmp_path):
    examples = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert examples
    for number, example in enumerate(examples):
        file = tmp_path / f"{number}.toml"
        file.write_text(example, encoding="utf-8")
        PolicyFile.load(file)
