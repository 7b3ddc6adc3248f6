"""The examples of a rule, tried: it must fire on these texts, and must stay silent on those."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.house_rules.reading import HouseRuleSet
from app.evaluation.house_rules.rule import Example, HouseRule
from app.evaluation.house_rules.running import house_findings

DEFAULT_LANGUAGE = "en"
"""An example is too short to be recognised."""


@dataclass(frozen=True, slots=True)
class ExampleResult:
    rule: str
    example: Example
    messages: tuple[str, ...]
    """What the rule said."""

    @property
    def is_met(self) -> bool:
        return bool(self.messages) is self.example.fires


def tried(rules: HouseRuleSet) -> Iterator[ExampleResult]:
    """Every example of every rule, by this rule alone."""
    for rule in rules.rules:
        alone = replace(rules, rules=(rule,))
        for example in rule.examples:
            document = read_text(example.text, format=ContentFormat.MARKDOWN)
            language = example.language or _language(rule)
            found = house_findings(replace(document, language=language), alone)
            yield ExampleResult(rule.name, example, tuple(finding.message for finding in found))


def _language(rule: HouseRule) -> str:
    return min(rule.languages, default=DEFAULT_LANGUAGE)
