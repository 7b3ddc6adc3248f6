"""Environment and `.env` to settings: the only reader of the environment in the product."""

import os
from collections.abc import Mapping
from dataclasses import Field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from app.config.settings.model import Settings
from app.config.settings.values import Refused
from app.domain.errors import ConfigurationError

NOT_OURS = frozenset({"COPYDESK_SHARED"})
"""Names with our prefix that belong to tests and benches."""


def load_settings(environ: Mapping[str, str] | None = None, *, dotenv: Path | None = None) -> Settings:
    """Settings from `environ` (default: this process's) over the file `dotenv` (default: `.env` here).

    A given `environ` is read alone, unless `dotenv` is given too. Raises ConfigurationError for the first
    wrong one.
    """
    if environ is None:
        environ, dotenv = os.environ, dotenv or Path(".env")
    told = {**_read_dotenv(dotenv), **environ}
    _refuse_unknown(told)
    given: dict[str, Any] = {}
    for spec in fields(Settings):
        raw = _raw(spec, told)
        if raw is not None and raw.strip():
            given[spec.name] = _parsed(spec, raw)
    if "state_dir" not in given:
        given["state_dir"] = _default_state_dir(told)
    return Settings(**given)


def _read_dotenv(path: Path | None) -> dict[str, str]:
    if path is None or not path.is_file():
        return {}
    try:
        read = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read as settings: {error}") from error
    return {name: value for name, value in read.items() if value is not None}


def _refuse_unknown(told: Mapping[str, str]) -> None:
    known = {spec.metadata["name"] for spec in fields(Settings)} | NOT_OURS
    known |= {f"{spec.metadata['name']}_FILE" for spec in fields(Settings) if spec.metadata["secret"]}
    for name in told:
        if name.startswith("COPYDESK_") and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "the known ones are in docs/reference/settings.md"
            raise ConfigurationError(f"{name} is no setting of Copydesk: {hint}")


def _raw(spec: "Field[Any]", told: Mapping[str, str]) -> str | None:
    name = spec.metadata["name"]
    path = told.get(f"{name}_FILE") if spec.metadata["secret"] else None
    if not path:
        return told.get(name)
    if told.get(name):
        raise ConfigurationError(f"{name} and {name}_FILE are both set: keep one of them")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{name}_FILE: {path} cannot be read ({error}): mend the path or its rights"
        ) from error


def _parsed(spec: "Field[Any]", raw: str) -> Any:
    try:
        return spec.metadata["parse"](raw)
    except Refused as error:
        raise ConfigurationError(f"{spec.metadata['name']}: {error}") from error


def _default_state_dir(told: Mapping[str, str]) -> Path:
    root = told.get("XDG_STATE_HOME")
    if root and Path(root).is_absolute():
        return Path(root) / "copydesk"
    home = told.get("HOME")
    if not home:
        raise ConfigurationError(
            "COPYDESK_HOME: there is no HOME to put Copydesk's state into: name a folder"
        )
    return Path(home) / ".local" / "state" / "copydesk"
