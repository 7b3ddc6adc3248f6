"""The reference page of the settings, written from their fields."""

from collections.abc import Iterator

from app.config.settings.delivery import DeliverySettings
from app.config.settings.detectors import DetectorSettings
from app.config.settings.language_models import LanguageModelSettings
from app.config.settings.model import Settings, as_text
from app.config.settings.operations import OperationsSettings
from app.config.settings.simulate import SimulationSettings
from app.config.settings.web import WebSettings

SECTIONS = {
    Settings: "Where things are, processes and times",
    WebSettings: "The desk's page and the API",
    LanguageModelSettings: "Language models: keys, prices, limits",
    DetectorSettings: "Other detectors",
    DeliverySettings: "The order of work",
    OperationsSettings: "Metrics, traces, keeping",
    SimulationSettings: "`copydesk simulate`",
}
"""The page's headings, in the order in which people need them."""


def reference() -> str:
    """The reference page: a table for each subject, a row for each setting."""
    return _PREFACE + "".join(_section(kind, title) for kind, title in SECTIONS.items())


def _section(kind: type[WebSettings], title: str) -> str:
    rows = ("| variable | default | what it decides |", "|---|---|---|", *_rows(kind))
    return "\n".join(("", f"## {title}", "", *rows, ""))


def _rows(kind: type[WebSettings]) -> Iterator[str]:
    """Of the fields that this class itself adds."""
    for name in kind.__annotations__:
        spec = kind.__dataclass_fields__[name]
        told = spec.metadata
        default = told["shown"] or f"`{as_text(spec.default)}`"
        secret = f" Or `{told['name']}_FILE`, a file that holds it." if told["secret"] else ""
        yield f"| `{told['name']}` | {default} | {told['about']}{secret} |"


_PREFACE = """\
# Settings

Generated from `app/config/settings/` by `python -m app.config.settings > docs/reference/settings.md`.

Settings come from the environment, and below it from a file `.env` in the current folder. A wrong one stops
the start with a sentence that names it, says why, and how to mend it; an unknown `COPYDESK_...` is wrong too.
Times are seconds. Always `soft limit < hard limit < lease < visibility timeout`.
"""
