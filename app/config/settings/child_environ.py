"""The environment of a child process that is to read these same settings."""

import os

from app.config.settings.model import Settings


def child_environ(settings: Settings) -> dict[str, str]:
    """This process's environment with every setting as it is now, secrets by value and not by file."""
    told = settings.as_environ()
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in told}
    return {**kept, **told, "PYTHONUNBUFFERED": "1"}
