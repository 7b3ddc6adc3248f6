"""Variables of the release before under their new names: accepted with a warning."""

import logging
from collections.abc import Mapping

from app.config.settings.field import setting_fields
from app.config.settings.model import Settings
from app.domain.errors import ConfigurationError

log = logging.getLogger("copydesk.settings")


def renamed_variables() -> dict[str, str]:
    """Old name -> new name, for a secret also that of the file that holds it."""
    names: dict[str, str] = {}
    for spec in setting_fields(Settings):
        old, new = spec.metadata["old_name"], spec.metadata["name"]
        if old:
            names[old] = new
            if spec.metadata["secret"]:
                names[f"{old}_FILE"] = f"{new}_FILE"
    return names


def with_new_names(environ: Mapping[str, str]) -> dict[str, str]:
    """These variables with each old name replaced by the new one, a warning logged for each.

    Raises ConfigurationError where both are set and differ.
    """
    current = dict(environ)
    for old, new in renamed_variables().items():
        value = current.pop(old, "")
        if not value.strip():
            continue
        if current.get(new, "").strip() not in {"", value.strip()}:
            raise ConfigurationError(
                f"{old} and {new} are both set and differ: {old} is the old name of {new}, so remove {old}"
            )
        current[new] = value
        log.warning("%s is now called %s: rename it. The next release will refuse the old name.", old, new)
    return current
