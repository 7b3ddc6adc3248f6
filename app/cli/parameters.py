"""Options that several commands share, defined once."""

from pathlib import Path
from typing import Annotated

import typer

from app.domain.priority import Priority

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
NoBroker = Annotated[
    bool,
    typer.Option("--no-broker", help="Run the jobs in this process, without Celery and Redis."),
]
Reviewer = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Who decides. Default: your login name.", show_default=False),
]
Limit = Annotated[
    int, typer.Option("--limit", "-n", metavar="N", min=1, max=1000, help="The maximum number of rows.")
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Use this policy file instead of the nearest copydesk.toml above each article.",
        show_default=False,
    ),
]

Providers = Annotated[
    list[str] | None,
    typer.Option(
        "--provider",
        metavar="NAME",
        help="Who rewrites, instead of the policy: rules, or PROVIDER:MODEL. Repeat for a chain.",
        show_default=False,
    ),
]

PriorityOption = Annotated[
    str,
    typer.Option("--priority", "-p", metavar="NAME", help="urgent, high, normal, low or bulk."),
]


def parse_priority(name: str) -> Priority:
    """Raises typer.BadParameter, a usage error, for an unknown name."""
    try:
        return Priority.parse(name)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--priority") from None
