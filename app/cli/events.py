"""`copydesk events`: the events, as they happen."""

import time
from typing import Annotated

import typer

from app.cli.console import as_json as json_value
from app.cli.console import say
from app.cli.desk_access import open_application
from app.cli.parameters import AsJson, Limit
from app.reports.printable import shortened

LOOK_EVERY_SECONDS = 0.5
BATCH = 500


def register(app: typer.Typer) -> None:
    app.command()(events)


def events(
    *,
    limit: Limit = 20,
    once: Annotated[bool, typer.Option("--once", help="Print the newest and exit.")] = False,
    submission: Annotated[
        str, typer.Option("--submission", metavar="ID", help="Only this submission's events.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Print the newest events, then each new one as it happens, until Ctrl-C. --json: one object per line."""
    import json

    from app.db.read_models.stats import Figures

    with open_application() as access:
        with access.services.store.read() as tx:
            after = max(0, Figures(tx.session).newest_event() - limit)
        try:
            while True:
                with access.services.store.read() as tx:
                    found = Figures(tx.session).events(after=after, limit=BATCH)
                for event in found:
                    after = event.number
                    if submission and event.submission_id != submission:
                        continue
                    if as_json:
                        say(json.dumps(json_value(event)))
                        continue
                    details = " ".join(f"{key}={value}" for key, value in event.data.items() if value)
                    subject = event.submission_id or "-"
                    who = f"{event.kind:24} {event.actor:12}"
                    say(f"{event.at:%H:%M:%S} {subject:26} {who} {shortened(details, 120)}")
                if not found and once:
                    return
                if not found:
                    time.sleep(LOOK_EVERY_SECONDS)
        except KeyboardInterrupt:
            return
