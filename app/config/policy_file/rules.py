"""The table `[rules]`: what a team makes of single rules."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.config.policy_file.values import Unfit
from app.domain.policy import OFF, RuleSetting
from app.domain.scores import Severity

_RULE = re.compile(r"[A-Za-z][\w.-]{1,80}")
SEVERITIES = (*(severity.value for severity in Severity), OFF)


def rules(value: Any) -> tuple[RuleSetting, ...]:
    """`CON031 = "off"`, or `CON031 = {severity = "error", max_words = 60}`; sorted by rule."""
    if not isinstance(value, Mapping):
        raise Unfit("is a table, written as [rules] with one line per rule below")
    return tuple(_setting(name, value[name]) for name in sorted(value))


def merged(base: tuple[RuleSetting, ...], layer: tuple[RuleSetting, ...]) -> tuple[RuleSetting, ...]:
    """`layer` over `base`; a rule that both name follows the layer alone."""
    by_name = {setting.rule: setting for setting in (*base, *layer)}
    return tuple(by_name[name] for name in sorted(by_name))


def _setting(name: str, raw: Any) -> RuleSetting:
    if _RULE.fullmatch(name) is None:
        raise Unfit(f"holds {name!r}, which is no rule's id like CON031")
    if isinstance(raw, str):
        return RuleSetting(name, _severity(name, raw))
    if not isinstance(raw, Mapping) or not raw:
        raise Unfit(f'holds {name}, which must be a severity like "error", or a table with parameters')
    parameters = tuple((key, _plain(raw[key])) for key in sorted(raw) if key != "severity")
    severity = _severity(name, raw["severity"]) if "severity" in raw else None
    return RuleSetting(name, severity, parameters)


def _severity(name: str, raw: Any) -> str:
    if raw not in SEVERITIES:
        raise Unfit(f"gives {name} the severity {raw!r}; use one of {', '.join(SEVERITIES)}"[:200])
    return str(raw)


def _plain(value: Any) -> Any:
    """As JSON holds it, because policies are stored."""
    if isinstance(value, Decimal):
        return float(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value
