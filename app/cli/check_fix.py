"""`check --fix` and `check --diff`: write the safe fixes, or show them."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import note, say_block
from app.domain.errors import InvalidContent
from app.reports.phrases import plural

if TYPE_CHECKING:
    from app.cli.check_work import Checked


def fix(results: Iterable["Checked"], *, write: bool) -> None:
    """Mend what may be mended without a person. Without `write` the changes are only shown, as a diff.

    Standard input is never written to; its diff is shown.
    """
    from app.content import encode_document
    from app.rewrite.rules.safe import mend
    from app.workflow.output import write_atomically

    fixes = files = 0
    for result in results:
        document = result.document
        if document.container:
            note(f"copydesk: {result.path} is no text file: `copydesk run` writes its rewrite")
            continue
        mended = mend(document, result.findings, protected=result.policy.rewrite.protected)
        if mended.held_back:
            note(f"copydesk: {result.path} was not fixed: {mended.held_back}", style="yellow")
        if not mended.fixes:
            continue
        fixes, files = fixes + mended.fixes, files + 1
        if write and result.path != "-":
            try:
                write_atomically(Path(result.path), encode_document(document, mended.source), overwrite=True)
            except InvalidContent as error:
                fixes, files = fixes - mended.fixes, files - 1
                note(f"copydesk: {error}", style="red")
        else:
            say_block(_difference(result.name, document.source, mended.source))
    verb = "fixed" if write else "would be fixed"
    note(f"{plural(fixes, 'place')} {verb} in {plural(files, 'file')}" if fixes else "nothing to fix by rule")


def _difference(name: str, before: str, after: str) -> str:
    rows = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="", n=2
    )
    return "\n".join(rows)
