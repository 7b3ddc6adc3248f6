"""The environment of a child process that is to read these same settings."""

import os

from app.config.settings.foreign import FOREIGN_NAMES
from app.config.settings.model import Settings
from app.config.settings.renamed import renamed_variables


def child_environ(settings: Settings) -> dict[str, str]:
    """This process's environment with every setting as it is now, secrets by value and not by file."""
    current = settings.as_environ()
    replaced = {*current, *renamed_variables(), *FOREIGN_NAMES}
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in replaced}
    return {**kept, **current, "PYTHONUNBUFFERED": "1"}
