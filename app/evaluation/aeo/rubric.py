"""The rubric: every check as data, from the package, a project's policy and plug-ins."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from app.domain.errors import InvalidPolicy
from app.domain.policy import OFF, RuleSetting
from app.domain.scores import EvidenceGrade, Severity
from app.evaluation.aeo.aeo_weights import AeoWeights, shipped_weights
from app.evaluation.aeo.check import Check, CheckRole, Example, Shown
from app.evaluation.aeo.kinds import KINDS
from app.evaluation.aeo.kinds.parameters import wrong_parameters
from app.platform.plugins import CHECKS, load

_ID = re.compile(r"[A-Z]{3,6}\d{3}")
_REQUIRED = ("id", "name", "kind", "message")
_KNOWN = frozenset(
    {
        *_REQUIRED,
        "role",
        "grade",
        "source",
        "severity",
        "shown",
        "fix",
        "languages",
        "formats",
        "parameters",
        "examples",
    }
)
_PHRASES = frozenset({"phrases", "named", "openings", "bylines"})
_EXAMPLE_KEYS = frozenset({"text", "format", "query", "robots_txt", "original", "path"})


@dataclass(frozen=True, slots=True)
class Rubric:
    version: str
    checks: tuple[Check, ...]
    weights: AeoWeights

    def without(self, disabled: Iterable[str]) -> "Rubric":
        """The same rubric without the named checks. Raises InvalidPolicy for an unknown name."""
        names = frozenset(disabled)
        unknown = names - {check.id for check in self.checks}
        if unknown:
            known = ", ".join(check.id for check in self.checks)
            raise InvalidPolicy(f"no check is called {', '.join(sorted(unknown))}; the checks are {known}")
        return replace(self, checks=tuple(check for check in self.checks if check.id not in names))

    def adjusted(self, settings: Iterable[RuleSetting]) -> "Rubric":
        """The same rubric with a policy's severities and parameters.

        Raises InvalidPolicy for a name that is no check's: a setting without effect would go unnoticed.
        """
        by_id = {setting.rule: setting for setting in settings}
        known = {check.id for check in self.checks} | {check.id for check in built_in_checks()}
        for name in by_id:
            if name not in known:
                raise InvalidPolicy(f"rules: no check is called {name}: {_hint(name, known)}")
        checks = tuple(
            check if check.id not in by_id else _adjusted(check, by_id[check.id]) for check in self.checks
        )
        return replace(self, checks=checks)

    def check(self, check_id: str) -> Check:
        return next(check for check in self.checks if check.id == check_id)


def _hint(name: str, known: Iterable[str]) -> str:
    if "." in name:
        return "house rules and rules of styles are set under `rule_levels`"
    if name.startswith(("VERDICT", "IGN")):
        return "a verdict follows `required` and `recommended`, an ignore comment is mended where it stands"
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else "`copydesk rules` lists them"


@cache
def built_in_checks() -> tuple[Check, ...]:
    """The checks included in the package, sorted by id."""
    folder = files("app.evaluation.aeo").joinpath("checks")
    found = [
        read_check(tomllib.loads(file.read_text(encoding="utf-8")), where=file.name)
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda check: check.id))


def load_rubric(custom: Iterable[Mapping[str, Any]] = (), *, plug_ins: bool = True) -> Rubric:
    """Built-in checks, then a project's own, then those of installed packages: the entry points of the group
    `copydesk.checks`, callables without arguments that return an iterable of mappings, one for each check.

    Raises InvalidPolicy for a check that is incomplete or of an unknown kind, or for a duplicate id.
    """
    checks = list(built_in_checks())
    checks += [read_check(raw, where="copydesk.toml") for raw in custom]
    if plug_ins:
        for point in CHECKS.points():
            given = load(point, noun=CHECKS.noun)()
            checks += [read_check(raw, where=f"plug-in {point.name}") for raw in given]
    seen: set[str] = set()
    for check in checks:
        if check.id in seen:
            raise InvalidPolicy(f"two checks are called {check.id}: give one of them another id")
        seen.add(check.id)
    weights = shipped_weights()
    own = "" if len(checks) == len(built_in_checks()) else f"+{len(checks) - len(built_in_checks())}"
    return Rubric(version=weights.version + own, checks=tuple(checks), weights=weights)


def read_check(raw: Mapping[str, Any], *, where: str) -> Check:
    """Validate one check. Raises InvalidPolicy, naming the file and the key."""
    name = str(raw.get("id", "?"))
    missing = [key for key in _REQUIRED if not raw.get(key)]
    unknown = sorted(set(raw) - _KNOWN)
    if missing or unknown:
        what = f"lacks {', '.join(missing)}" if missing else f"has unknown keys: {', '.join(unknown)}"
        raise InvalidPolicy(f"{where}: check {name} {what}")
    if _ID.fullmatch(name) is None:
        raise InvalidPolicy(
            f"{where}: check id {name!r} must be capitals and three digits, like HOUSE001"[:200]
        )
    if raw["kind"] not in KINDS:
        raise InvalidPolicy(
            f"{where}: check {name} has kind {raw['kind']!r}; use one of {', '.join(sorted(KINDS))}"
        )
    try:
        role = CheckRole(raw.get("role", "convention"))
        grade = EvidenceGrade(str(raw.get("grade", "0")))
        severity = Severity(raw.get("severity", "warning"))
        shown = Shown(raw.get("shown", Shown.SCORE if role is CheckRole.MEASURE else Shown.FINDING))
    except ValueError as error:
        raise InvalidPolicy(f"{where}: check {name}: {error}") from error
    parameters = dict(raw.get("parameters", {}))
    wrong = list(wrong_parameters(str(raw["kind"]), role.value, parameters))
    if wrong:
        raise InvalidPolicy(f"{where}: check {name}: {'; '.join(wrong)}")
    return Check(
        id=name,
        name=str(raw["name"]),
        kind=str(raw["kind"]),
        role=role,
        grade=grade,
        source=str(raw.get("source", "")),
        severity=severity,
        message=str(raw["message"]),
        fix=str(raw.get("fix", "")),
        languages=frozenset(raw.get("languages", ())),
        formats=frozenset(raw.get("formats", ())),
        parameters={key: _folded(key, value) for key, value in parameters.items()},
        examples=tuple(_examples(raw.get("examples", {}), where=f"{where}: check {name}")),
        shown=shown,
    )


def _adjusted(check: Check, setting: RuleSetting) -> Check:
    unknown = [name for name, _ in setting.parameters if name not in check.parameters]
    if unknown:
        has = ", ".join(sorted(check.parameters)) or "none"
        raise InvalidPolicy(f"rules: {check.id} has no parameter {unknown[0]!r}; it has {has}")
    parameters = {**check.parameters, **{name: _folded(name, value) for name, value in setting.parameters}}
    wrong = list(wrong_parameters(check.kind, check.role.value, parameters))
    if wrong:
        raise InvalidPolicy(f"rules: {check.id}: {'; '.join(wrong)}")
    if setting.severity is None:
        return replace(check, parameters=parameters)
    if setting.severity == OFF:
        return replace(check, parameters=parameters, shown=Shown.REQUEST)
    return replace(check, parameters=parameters, severity=Severity(setting.severity), shown=Shown.FINDING)


def _folded(key: str, value: Any) -> Any:
    """Phrases are matched case-insensitively, however they are written in the file."""
    return [each.lower() for each in value] if key in _PHRASES and isinstance(value, list) else value


def _examples(raw: Mapping[str, Any], *, where: str) -> Iterable[Example]:
    for key, fires in (("fires", True), ("silent", False)):
        for each in raw.get(key, ()):
            if set(each) - _EXAMPLE_KEYS or "text" not in each:
                raise InvalidPolicy(
                    f"{where}: an example needs text, and may only have {', '.join(sorted(_EXAMPLE_KEYS))}"
                )
            yield Example(fires=fires, **each)
