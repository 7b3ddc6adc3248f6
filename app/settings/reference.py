"""The reference page of the settings, written from their fields."""

from dataclasses import fields

from app.settings.model import Settings, as_text


def reference() -> str:
    """The reference page, one row for each setting."""
    rows = ["| variable | default | what it decides |", "|---|---|---|"]
    for spec in fields(Settings):
        told = spec.metadata
        default = told["shown"] or f"`{as_text(spec.default)}`"
        secret = f" Or `{told['name']}_FILE`, a file that holds it." if told["secret"] else ""
        rows.append(f"| `{told['name']}` | {default} | {told['about']}{secret} |")
    return "\n".join((_PREFACE, *rows, ""))


_PREFACE = """\
# Settings

Generated from `app/settings/model.py` by `python -m app.settings > docs/reference/settings.md`.

Settings come from the environment, and below it from a file `.env` in the current folder. A wrong one stops
the start with a sentence that names it, says why, and how to mend it; an unknown `COPYDESK_...` is wrong too.
Times are seconds. Always `soft limit < hard limit < lease < visibility timeout`.
"""
