"""The reference page of the settings, written from their fields."""

from collections.abc import Iterable, Iterator

from app.config.settings.delivery import DeliverySettings
from app.config.settings.detectors import DetectorSettings
from app.config.settings.language_models import LanguageModelSettings
from app.config.settings.model import Settings, as_text
from app.config.settings.operations import OperationsSettings
from app.config.settings.providers import shipped_variables
from app.config.settings.simulate import SimulationSettings
from app.config.settings.variable import Variable
from app.config.settings.web import WebSettings

SECTIONS = {
    Settings: "Addresses, processes, timeouts",
    WebSettings: "The web app and the API",
    LanguageModelSettings: "Language models: prices, limits, batches",
    DetectorSettings: "Other detectors",
    DeliverySettings: "Queues and scheduling",
    OperationsSettings: "Metrics, traces, retention",
    SimulationSettings: "`copydesk simulate`",
}
"""The page's headings, in the order in which people need them."""


def reference() -> str:
    """The reference page: a table for each subject, a row for each setting."""
    sections = [_section(title, _rows(kind)) for kind, title in SECTIONS.items()]
    sections.insert(
        _AFTER_THE_WEB, _section("Model providers", map(_provider_row, shipped_variables()), _PROVIDERS)
    )
    return _PREFACE + "".join(sections)


def _section(title: str, rows: Iterable[str], preface: str = "") -> str:
    table = ("| variable | default | what it decides |", "|---|---|---|", *rows)
    return "\n".join(("", f"## {title}", "", *([preface, ""] if preface else ()), *table, ""))


def _rows(kind: type[WebSettings]) -> Iterator[str]:
    """Of the fields that this class itself adds."""
    for name in kind.__annotations__:
        spec = kind.__dataclass_fields__[name]
        if "name" in spec.metadata:
            about, old = spec.metadata["about"], spec.metadata["old_name"]
            yield _row(
                spec.metadata["name"],
                spec.metadata["shown"] or f"`{as_text(spec.default)}`",
                f"{about} Until the next release also under its old name `{old}`." if old else about,
                is_secret=spec.metadata["secret"],
            )


def _provider_row(one: Variable) -> str:
    return _row(one.name, one.shown or f"`{as_text(one.default)}`", one.about, is_secret=one.secret)


def _row(name: str, default: str, about: str, *, is_secret: bool) -> str:
    secret = f" Or `{name}_FILE`, a file that holds it." if is_secret else ""
    return f"| `{name}` | {default} | {about}{secret} |"


_AFTER_THE_WEB = 2
_PROVIDERS = (
    "Each provider declares its own; one that a package adds "
    "([how](../howto/write-a-provider.md)) has `NAME_API_KEY`, `NAME_BASE_URL` and `COPYDESK_NAME_MODEL` too."
)
_PREFACE = """\
# Settings

Generated from `app/config/settings/` by `python -m app.config.settings > docs/reference/settings.md`.

Settings come from the environment and, where it is silent, from a file `.env` in the current folder. An
invalid one stops the start with a sentence that says which, why, and how to fix it; so does an unknown
`COPYDESK_...`.
Times are seconds. Always `soft limit < hard limit < lease < visibility timeout`.
"""
