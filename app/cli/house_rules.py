"""`copydesk rules test`: a team's own rules, tried on their examples."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import emit_json, note, say
from app.cli.parameters import AsJson
from app.domain.errors import InvalidPolicy

if TYPE_CHECKING:
    from app.domain.house_rules import HouseRules
    from app.evaluation.house_rules import ExampleResult, HouseRuleSet


def register(app: typer.Typer) -> None:
    app.command("test")(try_examples)


def try_examples(
    *,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="The policy file. Default: copydesk.toml in this folder or above it.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Try each house rule on its examples, and list the rules of Vale styles that cannot be run.

    Exit code: 0 every example does what it should, 1 one does not, 2 the policy cannot be read.
    """
    from app.evaluation.house_rules import read_house_rules, tried

    written = _written(config)
    read = read_house_rules(written)
    results = tuple(tried(read))
    if as_json:
        _print_json(written, read, results)
    else:
        _print_text(written, read, results)
    if not all(result.is_met for result in results):
        raise typer.Exit(1)


def _written(config: Path | None) -> "HouseRules":
    from app.config.policy_file import FILE_NAME, PolicyFile, find_policy_file

    file = config if config is not None else find_policy_file(Path.cwd())
    if file is None:
        raise InvalidPolicy(
            f"there is no {FILE_NAME} in this folder or above it: name one with --config FILE"
        )
    return PolicyFile.load(file).all_house_rules()


def _print_text(written: "HouseRules", read: "HouseRuleSet", results: tuple["ExampleResult", ...]) -> None:
    for result in results:
        if not result.is_met:
            text = f"“{_line(result.example.text)}”"
            if result.example.fires:
                say(f"{result.rule} must fire on {text}, and does not")
            else:
                say(f"{result.rule} must not fire on {text}, and says: {result.messages[0]}")
    for refused in read.refused:
        say(f"{refused.name} ({refused.path}) is not run: {refused.reason}")
    for sentence in written.unused:
        say(sentence)
    tested = {result.rule for result in results}
    untested = [str(table["name"]) for table in written.own if table["name"] not in tested]
    if untested:
        say(f"without an example: {', '.join(untested)}")
    failed = sum(not result.is_met for result in results)
    note(
        f"{len(read.rules)} rules read, {len(read.refused)} refused, {len(read.off)} off; "
        f"{len(results)} examples, {failed} failed"
    )


def _print_json(written: "HouseRules", read: "HouseRuleSet", results: tuple["ExampleResult", ...]) -> None:
    emit_json(
        "copydesk.rules-test/1",
        rules=[
            {"name": rule.name, "kind": rule.kind, "severity": rule.severity.value} for rule in read.rules
        ],
        refused=[{"name": one.name, "path": one.path, "reason": one.reason} for one in read.refused],
        off=list(read.off),
        not_followed=list(written.unused),
        examples=[
            {
                "rule": result.rule,
                "text": result.example.text,
                "must_fire": result.example.fires,
                "messages": list(result.messages),
                "is_met": result.is_met,
            }
            for result in results
        ],
    )


def _line(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 80 else shown[:79] + "…"
