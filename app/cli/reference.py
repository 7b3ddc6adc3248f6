"""The command-line reference page, generated from the commands themselves.

`python -m app.cli.reference > docs/reference/cli.md`
"""

import sys
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

HEAD = """\
# Command line

Generated from `app/cli` by `python -m app.cli.reference > docs/reference/cli.md`.

`copydesk COMMAND --help` prints the same. A mistake is one sentence on stderr and exit code 2. Output is
plain when it is not a terminal, and `--json` gives objects whose `schema` names command and version.
"""


def reference() -> str:
    """Markdown: one section per command, in the order of `copydesk --help`."""
    from app.cli.main import app

    return HEAD + "".join(_sections(get_command(app), "copydesk"))


def _sections(command: Any, path: str) -> Iterator[str]:
    children = getattr(command, "commands", {})
    for name, child in children.items():
        if getattr(child, "commands", None):
            yield f"\n## `{path} {name}`\n\n{_prose(child)}\n"
            yield from _sections(child, f"{path} {name}")
        else:
            yield _section(child, f"{path} {name}", level=2 if path == "copydesk" else 3)


def _section(command: Any, path: str, *, level: int) -> str:
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option" and not param.hidden]
    usage = " ".join((path, "[OPTIONS]", *(_argument(param) for param in arguments)))
    rows = "".join(_row(param) for param in (*arguments, *options))
    table = f"\n| | | |\n|---|---|---|\n{rows}" if rows else ""
    return f"\n{'#' * level} `{path}`\n\n{_prose(command)}\n\n```sh\n{usage}\n```\n{table}"


def _prose(command: Any) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n")).strip()


def _argument(param: Any) -> str:
    name = str(param.metavar or param.name.upper())
    return name if param.required else f"[{name}]"


def _row(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"| `{_argument(param)}` | | {_cell(param.help)} |\n"
    names = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
    value = "" if param.is_flag else f" `{param.metavar or param.name.upper()}`"
    return f"| {names}{value} | {_default(param)} | {_cell(param.help)} |\n"


def _default(param: Any) -> str:
    if param.required:
        return "required"
    if param.is_flag or param.default is None or param.default == "":
        return ""
    return f"`{getattr(param.default, 'value', param.default)}`"


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
