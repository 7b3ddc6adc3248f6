"""Deployment files as values, with the checks that hold for every container."""

from pathlib import Path
from typing import Any

import yaml

from app.config.settings.field import setting_fields
from app.config.settings.model import Settings
from app.config.settings.providers import shipped_variables

DEPLOY = Path(__file__).parents[2] / "deploy"
PARSERS = {
    **{spec.metadata["name"]: spec.metadata["parse"] for spec in setting_fields(Settings)},
    **{variable.name: variable.parse for variable in shipped_variables()},
}
NOT_SETTINGS = {"CONCURRENCY"}


def documents(text: str) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(text) if one]


def check_environment(environ: dict[str, str]) -> None:
    """Every variable is a setting that takes this value; a placeholder of the file is left to its tool."""
    for name, value in environ.items():
        assert name in PARSERS or name in NOT_SETTINGS, f"{name} is no setting"
        if name in PARSERS and value and "$" not in value:
            PARSERS[name](value)
