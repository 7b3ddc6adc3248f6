"""`copydesk check`: a linter for articles. No broker, no database, nothing stored."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import note, progress
from app.cli.git import changed_files, lines_changed
from app.cli.intake import name_of, policy_of
from app.cli.parameters import ConfigFile
from app.reports.model import Unreadable

if TYPE_CHECKING:
    from app.cli.check_work import Checked, Task
    from app.config.settings import Settings


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILES...", help="Files, folders, globs, or - for standard input.")
    ],
    *,
    output_format: Annotated[
        Format,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="text, json, sarif or github.", case_sensitive=False
        ),
    ] = Format.TEXT,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="IDS",
            help="Only these checks: ids or prefixes of ids, comma-separated.",
            show_default=False,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="IDS", help="All but these checks.", show_default=False),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="Report only findings that are not in this file.",
            show_default=False,
        ),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option(
            "--write-baseline",
            metavar="FILE",
            help="Write the current findings to this baseline file and exit.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="REVISION",
            help="Only files that changed since this git revision.",
            show_default=False,
        ),
    ] = None,
    changed_lines: Annotated[
        bool, typer.Option("--changed-lines", help="With --since: only findings on lines that changed.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write the safe fixes into the files, and show what is left.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show the safe fixes as a diff and change nothing.")
    ] = False,
    score: Annotated[
        bool, typer.Option("--score", help="Show the AEO score of each file with its parts, too.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="An uncertain verdict (missing evidence) fails too.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only errors and failing verdicts.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            metavar="N",
            min=1,
            max=64,
            help="Number of processes. Default: one per core when there are many files.",
            show_default=False,
        ),
    ] = None,
    config: ConfigFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Evaluate and judge articles, and show what to fix: `file:line:column: severity ID message`.

    Exit code: 0 clean, 1 a failing verdict or a finding of severity error, 2 some input could not be read.
    """
    from app.cli.check_work import house_rules_of, ids_of
    from app.cli.findings_filter import (
        FindingsFilter,
        check_names,
        load_baseline,
        refuse_unknown,
        save_baseline,
    )
    from app.config.settings import load_settings
    from app.reports.phrases import plural

    settings = load_settings(stores=False)
    if fix and diff:
        raise typer.BadParameter("writes what --diff only shows: use one of the two", param_hint="--fix")
    if changed_lines and since is None:
        raise typer.BadParameter("requires --since REVISION to compare with", param_hint="--changed-lines")
    chosen, left_out = check_names(select or (), ignore or ())
    wanted = FindingsFilter(chosen, left_out)
    if baseline is not None:
        wanted = replace(wanted, baseline=load_baseline(baseline))
    if changed_lines and since is not None:
        wanted = replace(wanted, changed=lines_changed(files, since=since))
    refused: list[Unreadable] = []
    results = _checked(_paths(files, since, config), settings, config, refused, jobs)
    refused_rules = {rule.name for rules in house_rules_of(results) for rule in rules.refused}
    if refused_rules:
        how_many = plural(len(refused_rules), "rule")
        note(f"{how_many} of the styles cannot be run: `copydesk rules test` says which, and why")
    for unreadable in refused:
        note(f"copydesk: {unreadable.message}", style="red")
    if write_baseline is not None:
        save_baseline(write_baseline, results)
        note(f"wrote the baseline {write_baseline}")
        raise typer.Exit(2 if refused else 0)
    if results and (chosen or left_out):
        refuse_unknown((*chosen, *left_out), ids_of(results))
    shown = [wanted.apply(result) for result in results]
    if fix or diff:
        from app.cli.check_fix import fix as fix_all

        fix_all(shown, write=fix)
        if diff:
            raise typer.Exit(2 if refused else 0)
        written = [result.path for result in results if result.path != "-"]
        again = _checked(written, settings, config, refused, jobs)
        given = [result for result in results if result.path == "-"]
        shown = [wanted.apply(result) for result in (*given, *again)]
    if score and not as_json and output_format is Format.TEXT:
        from app.cli.check_score import print_scores

        print_scores(shown)
    _print(shown, refused, output_format=Format.JSON if as_json else output_format, quiet=quiet)
    raise typer.Exit(_exit_code(shown, refused, strict=strict))


def _checked(
    paths: Sequence[str],
    settings: "Settings",
    config: Path | None,
    refused: list[Unreadable],
    jobs: int | None,
) -> list["Checked"]:
    """The files that could be read, in order; the others are added to `refused`."""
    from app.cli.check_work import check_all, jobs_for

    tasks = list(_tasks(paths, settings, config, refused))
    results: list[Checked] = []
    with progress(len(tasks), what="checking") as advance:
        for result in check_all(tasks, jobs=jobs_for(len(tasks), wanted=jobs)):
            if isinstance(result, Unreadable):
                refused.append(result)
            else:
                results.append(result)
            advance()
    return results


def _print(
    results: Sequence["Checked"], refused: Sequence[Unreadable], *, output_format: Format, quiet: bool
) -> None:
    from app.cli.check_output import print_github, print_json, print_sarif, print_text

    match output_format:
        case Format.TEXT:
            print_text(results, refused, quiet=quiet)
        case Format.JSON:
            print_json(results, refused)
        case Format.SARIF:
            print_sarif(results)
        case Format.GITHUB:
            print_github(results)


def _paths(files: Sequence[str], since: str | None, config: Path | None) -> Sequence[str]:
    """With `since`, the changed articles; what the policy excludes only where it was named itself."""
    if since is None:
        return files
    from app.config.policy_file import is_excluded

    changed = changed_files(files, since=since)
    return [one for one in changed if one in files or not is_excluded(Path(one), config=config)]


def _tasks(
    paths: Sequence[str], settings: "Settings", config: Path | None, refused: list[Unreadable]
) -> Iterator["Task"]:
    from app.cli.check_work import Task
    from app.cli.left_out import LeftOut
    from app.content import Failure, discover

    stdin = getattr(sys.stdin, "buffer", None)
    for found in discover(paths, stdin=stdin, max_bytes=settings.max_content_bytes, left_out=LeftOut(config)):
        if isinstance(found, Failure):
            refused.append(Unreadable(found.path, found.message))
        else:
            file = None if found.path == "-" else Path(found.path)
            policy = policy_of(file, config=config)
            name = found.relative_path if file is None else name_of(found.path, found.relative_path)
            yield Task(found.path, name, found.data, policy, settings.max_content_bytes)


def _exit_code(results: Sequence["Checked"], refused: Sequence[Unreadable], *, strict: bool) -> int:
    if refused:
        return 2
    from app.cli.check_work import VERDICT
    from app.domain.scores import Severity

    found = [finding for result in results for finding in result.findings]
    if any(finding.severity is Severity.ERROR for finding in found):
        return 1
    return 1 if strict and any(finding.check_id.startswith(VERDICT) for finding in found) else 0
