"""`check --score`: the score of each file with its parts, and what explains them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.cli.console import say
from app.reports.printable import printable

if TYPE_CHECKING:
    from app.cli.check_work import Checked


def print_scores(results: Iterable["Checked"]) -> None:
    """A line `file: AEO score 41.2 (38.0 to 44.9)`, then one line for each part of it."""
    for result in results:
        aeo = result.evaluation.aeo
        if aeo.measured is None:
            say(f"{printable(result.path)}: no AEO score: {aeo.reason}")
            continue
        low, high = aeo.interval if aeo.interval is not None else (aeo.measured, aeo.measured)
        say(f"{printable(result.path)}: AEO score {aeo.measured:.1f} ({low:.1f} to {high:.1f})")
        said = {each.check_id: f"{each.message} {each.fix}" for each in result.evaluation.advice}
        for part in aeo.components:
            what = said.get(part.check_id, f"counted: {part.value:g}")
            say(f"  {part.points:+6.1f}  {part.check_id}  {what}")
        parts = {part.check_id for part in aeo.components}
        for each in result.evaluation.advice:
            if each.check_id not in parts:
                say(f"          {each.check_id}  {each.message} {each.fix}")
