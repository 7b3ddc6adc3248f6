"""`copydesk rules`: all rules with their severity. `copydesk explain RULE`: one of them in full."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import house_rules
from app.cli.console import emit_json, say
from app.cli.parameters import ConfigFile
from app.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from app.evaluation.aeo.check import Check
    from app.lint.file_findings import Rule

app = typer.Typer(invoke_without_command=True)
house_rules.register(app)


def register(main: typer.Typer) -> None:
    main.command()(explain)


@app.callback()
def rules(
    context: typer.Context,
    *,
    config: ConfigFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List every rule with its severity, and when its findings are shown, as the policy here sets them."""
    if context.invoked_subcommand is not None:
        return
    checks = _checks(config)
    rows = [_row(rule, checks.get(rule.id)) for rule in _rules(checks)]
    if as_json:
        emit_json("copydesk.rules/1", rules=rows)
        return
    for row in rows:
        say(f"{row['id']:<28}{row['severity']:<12}{row['shown']:<16}{row['name']}")


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule, like CON031.")],
    *,
    config: ConfigFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Explain one rule: what it finds, why it matters, how to mend it, and what a policy can set."""
    checks = _checks(config)
    known = {each.id: each for each in _rules(checks)}
    found = known.get(rule.upper(), known.get(rule))
    if found is None:
        near = get_close_matches(rule.upper(), known, n=1)
        raise ConfigurationError(
            f"no rule is called {rule}: "
            + (f"did you mean {near[0]}?" if near else "`copydesk rules` lists them")
        )
    check = checks.get(found.id)
    row = _row(found, check)
    if as_json:
        emit_json("copydesk.rule/1", **row)
        return
    for line in _page(found, check, row):
        say(line)


def _checks(config: "Path | None") -> Mapping[str, "Check"]:
    from app.cli.intake import policy_of
    from app.config.settings import load_settings
    from app.evaluation.tools import evaluation_tools

    rubric = evaluation_tools(load_settings(stores=False)).rubric_for(policy_of(None, config=config))
    return {check.id: check for check in rubric.checks}


def _rules(checks: Mapping[str, "Check"]) -> Sequence["Rule"]:
    from app.lint.explained import all_rules

    return all_rules(checks.values())


def _row(rule: "Rule", check: "Check | None") -> dict[str, Any]:
    from app.evaluation.aeo.reference import SHOWN
    from app.lint.explained import help_link

    return {
        "id": rule.id,
        "name": rule.name,
        "severity": rule.severity.value,
        "shown": "by default" if check is None else SHOWN[check.shown],
        "summary": rule.summary,
        "fix": "" if check is None else check.fix,
        "evidence": rule.evidence.value,
        "source": "" if check is None else check.source,
        "parameters": {} if check is None else dict(check.parameters),
        "help": help_link(rule.id),
    }


def _page(rule: "Rule", check: "Check | None", row: Mapping[str, Any]) -> list[str]:
    lines = [f"{rule.id} {rule.name}", "", f"Finds:     {rule.summary}"]
    if check is None:
        return [*lines, f"More:      {row['help']}"]
    lines += [
        f"Fix:       {check.fix}",
        f"Severity:  {check.severity.value}, shown {row['shown']}",
        f"Evidence:  {check.grade.value}. {check.source}",
    ]
    numbers = {name: value for name, value in check.parameters.items() if isinstance(value, int | float)}
    if numbers:
        lines.append("Settings:  " + ", ".join(f"{name} = {value:g}" for name, value in numbers.items()))
    for example in check.examples:
        verb = "Fires on:  " if example.fires else "Silent on: "
        lines.append(verb + _short(example.text))
    lines += [
        f"Ignore:    <!-- copydesk-ignore {rule.id}: why it does not count here -->",
        f'Switch:    {rule.id} = "off", "suggestion", "warning" or "error" under [rules] in copydesk.toml',
        f"More:      {row['help']}",
    ]
    return lines


def _short(text: str, *, most: int = 100) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
