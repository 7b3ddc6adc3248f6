"""A policy's house rules, ready to run. Every rule is read, or refused by name with the reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import InvalidPolicy
from app.domain.house_rules import OFF, HouseRules
from app.domain.scores import Severity
from app.evaluation.house_rules.kinds.capitalization import capitalization
from app.evaluation.house_rules.kinds.conditional import conditional
from app.evaluation.house_rules.kinds.consistency import consistency
from app.evaluation.house_rules.kinds.existence import existence
from app.evaluation.house_rules.kinds.metric import metric, readability
from app.evaluation.house_rules.kinds.occurrence import occurrence
from app.evaluation.house_rules.kinds.repetition import repetition
from app.evaluation.house_rules.kinds.spelling import spelling
from app.evaluation.house_rules.kinds.substitution import substitution
from app.evaluation.house_rules.kinds.terms import terms
from app.evaluation.house_rules.options import Options
from app.evaluation.house_rules.own import own_values
from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.rule import Example, HouseRule, Matcher, Refused
from app.evaluation.house_rules.scopes import check_scope
from app.evaluation.house_rules.style_files import built_in_values, style_values
from app.evaluation.house_rules.time_limit import TimeLimit

Kind = Callable[[Options], Callable[[TimeLimit], Matcher]]

KINDS: Mapping[str, Kind] = {
    "capitalization": capitalization,
    "conditional": conditional,
    "consistency": consistency,
    "existence": existence,
    "metric": metric,
    "occurrence": occurrence,
    "readability": readability,
    "repetition": repetition,
    "spelling": spelling,
    "substitution": substitution,
    "terms": terms,
}
"""By the name that Vale's `extends` has for it; `terms` is Copydesk's own."""
REFUSED: Mapping[str, str] = {
    "script": "it runs a program, which a rule of a text may not",
    "sequence": "it needs tags for parts of speech, which Copydesk does not compute",
}
SUMMARY = frozenset({"metric", "readability"})


@dataclass(frozen=True, slots=True)
class RefusedRule:
    name: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class HouseRuleSet:
    rules: tuple[HouseRule, ...] = ()
    refused: tuple[RefusedRule, ...] = ()
    """Rules of styles that are not run. A team's own faulty rule is an InvalidPolicy instead."""
    off: tuple[str, ...] = ()
    ignored: tuple[Pattern, ...] = ()
    skipped_tags: frozenset[str] = frozenset()
    skipped_classes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.rules)


def read_house_rules(written: HouseRules, *, profile: str | None = None) -> HouseRuleSet:
    """The rules for texts of one profile; None takes all.

    Raises InvalidPolicy for a faulty rule of the policy itself.
    """
    rules: list[HouseRule] = []
    refused: list[RefusedRule] = []
    off: list[str] = []
    written = replace(written, accepted=tuple(_accepted(written, refused)))
    for name, path, values in _all(written):
        if written.levels.get(name) == OFF:
            off.append(name)
            continue
        try:
            rule = _rule(name, dict(values()), written, is_own=not path)
        except Refused as error:
            if not path:
                raise InvalidPolicy(f"copydesk.toml: the rule {name} cannot be run: {error}") from None
            refused.append(RefusedRule(name, path, str(error)))
            continue
        if path and _ORDER.index(rule.severity) < _ORDER.index(Severity(written.least)):
            off.append(name)
        elif not rule.profiles or profile is None or profile in rule.profiles:
            rules.append(rule)
    _refuse_doubles(rules)
    ignored = tuple(_ignored(written, refused))
    return HouseRuleSet(
        tuple(rules), tuple(refused), tuple(off), ignored, written.skipped_tags, written.skipped_classes
    )


_ORDER = (Severity.SUGGESTION, Severity.WARNING, Severity.ERROR)


def _all(written: HouseRules) -> Iterator[tuple[str, str, Callable[[], Mapping[str, Any]]]]:
    """Name, path (empty for the policy's own) and how to get the values, which may refuse."""
    for table in written.own:
        yield str(table.get("name", "?")), "", lambda table=table: own_values(table)  # type: ignore[misc]
    for name in sorted(written.built_in):
        values = built_in_values(name, written)
        if values is not None:
            yield name, "Vale's own rule", lambda values=values: values  # type: ignore[misc]
    for file in written.styles:
        yield file.name, file.path, lambda file=file: style_values(file)  # type: ignore[misc]


def _rule(name: str, values: dict[str, Any], written: HouseRules, *, is_own: bool) -> HouseRule:
    kind = str(values.pop("extends", ""))
    if kind in REFUSED:
        raise Refused(REFUSED[kind])
    if kind not in KINDS:
        raise Refused(f"it extends {kind!r}; the kinds are {', '.join(sorted(KINDS))}")
    options = Options(values, () if is_own else written.accepted, written.files)
    scope = ("summary",) if kind in SUMMARY else tuple(options.texts("scope")) or ("text",)
    options.raw("scope")
    check_scope(scope)
    level, overriding = options.text("level", "warning"), written.levels.get(name)
    rule = HouseRule(
        name=name,
        kind=kind,
        severity=_severity(level if overriding is None else overriding),
        start=KINDS[kind](options),
        scope=scope,
        languages=frozenset(options.texts("languages")) if is_own else frozenset(),
        profiles=frozenset(options.texts("profiles")) if is_own else frozenset(),
        link=options.text("link"),
        description=options.text("description"),
        limit=int(options.number("limit")),
        examples=tuple(_examples(options.raw("examples"))) if is_own else (),
    )
    unknown = options.unknown()
    if unknown:
        raise Refused(f"{kind} knows no key {unknown[0]!r}")
    return rule


def _severity(level: str) -> Severity:
    try:
        return Severity(level)
    except ValueError:
        raise Refused(f"its level is {level!r}; write {', '.join(Severity)}") from None


def _examples(raw: Any) -> Iterator[Example]:
    if raw is None:
        return
    if not isinstance(raw, Mapping) or set(raw) - {"fires", "silent"}:
        raise Refused("its examples must be two lists of texts, fires and silent")
    for key in ("fires", "silent"):
        listed = raw.get(key, [])
        if not isinstance(listed, list | tuple):
            raise Refused(f"examples.{key} must be a list of texts")
        for each in listed:
            table = each if isinstance(each, Mapping) else {"text": each}
            if set(table) - {"text", "language"} or not all(isinstance(part, str) for part in table.values()):
                raise Refused(f'examples.{key} holds what is no text, or {{text = "...", language = "de"}}')
            if not table.get("text", "").strip():
                raise Refused(f"examples.{key} holds an empty text")
            yield Example(key == "fires", table["text"], table.get("language", ""))


def _refuse_doubles(rules: list[HouseRule]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.name in seen:
            raise InvalidPolicy(f"two rules are called {rule.name}: give one of them another name")
        seen.add(rule.name)


def _accepted(written: HouseRules, refused: list[RefusedRule]) -> Iterator[str]:
    """The accepted terms that can be read: one that cannot would refuse every rule."""
    for term in written.accepted:
        try:
            Pattern(term)
        except Refused as error:
            refused.append(RefusedRule(f"the accepted term {term}", "accept.txt", str(error)))
        else:
            yield term


def _ignored(written: HouseRules, refused: list[RefusedRule]) -> Iterator[Pattern]:
    for pattern in written.ignored:
        try:
            yield Pattern("(?m)" + pattern)
        except Refused as error:
            refused.append(RefusedRule("TokenIgnores", pattern, str(error)))
