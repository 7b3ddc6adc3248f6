"""Deployment files as values, with the checks that hold for every container."""

from pathlib import Path
from typing import Any

import yaml

from app.config.settings.model import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
SETTINGS = {spec.metadata["name"]: spec for spec in Settings.__dataclass_fields__.values()}
NOT_SETTINGS = {"CONCURRENCY"}


def documents(text: str) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(text) if one]


def check_environment(environ: dict[str, str]) -> None:
    """Every variable is a setting that takes this value; a placeholder of the file is left to its tool."""
    for name, value in environ.items():
        assert name in SETTINGS or name in NOT_SETTINGS, f"{name} is no setting"
        if name in SETTINGS and value and "$" not in value:
            SETTINGS[name].metadata["parse"](value)
