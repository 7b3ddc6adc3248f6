"""A team's own rules: `[[rule]]` tables of the policy and the Vale styles that it names."""

from app.evaluation.house_rules.examples import ExampleResult, tried
from app.evaluation.house_rules.reading import HouseRuleSet, read_house_rules
from app.evaluation.house_rules.running import house_findings

__all__ = ["ExampleResult", "HouseRuleSet", "house_findings", "read_house_rules", "tried"]
