"""Environment and `.env` to settings: the only reader of the environment in the product."""

import os
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from app.config.settings.field import setting_fields
from app.config.settings.foreign import with_our_names
from app.config.settings.model import Settings
from app.config.settings.providers import broken_providers, provider_variables
from app.config.settings.renamed import with_new_names
from app.config.settings.values import Refused
from app.config.settings.variable import Variable
from app.domain.errors import ConfigurationError

NOWHERE = Path(os.devnull) / "copydesk"
"""A folder that cannot be made: whatever is stored there after all is refused, and not lost."""
NOT_OURS = frozenset({"COPYDESK_SHARED"})
"""Names with our prefix that belong to tests and benches."""


def load_settings(
    environ: Mapping[str, str] | None = None, *, dotenv: Path | None = None, stores: bool = True
) -> Settings:
    """Settings from `environ` (default: this process's) over the file `dotenv` (default: `.env` here).

    A given `environ` is read alone, unless `dotenv` is given too. `stores=False` is for a command that keeps
    nothing: it needs no home folder. Raises ConfigurationError for the first wrong one.
    """
    if environ is None:
        environ, dotenv = os.environ, dotenv or Path(".env")
    variables = with_our_names(with_new_names({**_read_dotenv(dotenv), **environ}))
    declared = provider_variables()
    _refuse_unknown(variables, declared)
    given: dict[str, Any] = {}
    for spec in setting_fields(Settings):
        raw = _raw(spec.metadata["name"], variables, is_secret=spec.metadata["secret"])
        if raw is not None:
            given[spec.name] = _parsed(spec.metadata["name"], spec.metadata["parse"], raw)
    given["provider_settings"] = _provider_settings(variables, declared)
    if "state_dir" not in given:
        given["state_dir"] = _default_state_dir(variables, stores=stores)
    return Settings(**given)


def _provider_settings(variables: Mapping[str, str], declared: tuple[Variable, ...]) -> dict[str, Any]:
    read = {one: _raw(one.name, variables, is_secret=one.secret) for one in declared}
    return {one.name: _parsed(one.name, one.parse, raw) for one, raw in read.items() if raw is not None}


def _read_dotenv(path: Path | None) -> dict[str, str]:
    if path is None or not path.is_file():
        return {}
    try:
        read = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read as settings: {error}") from error
    return {name: value for name, value in read.items() if value is not None}


def _refuse_unknown(variables: Mapping[str, str], declared: tuple[Variable, ...]) -> None:
    ours = [(spec.metadata["name"], spec.metadata["secret"]) for spec in setting_fields(Settings)]
    ours += [(one.name, one.secret) for one in declared]
    known = {name for name, _ in ours} | NOT_OURS | {f"{name}_FILE" for name, is_secret in ours if is_secret}
    of_broken = tuple(f"COPYDESK_{name.upper().replace('-', '_')}_" for name in broken_providers())
    for name in variables:
        if name.startswith("COPYDESK_") and name not in known and not name.startswith(of_broken):
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "docs/reference/settings.md lists all settings"
            raise ConfigurationError(f"{name} is not a setting of Copydesk: {hint}")


def _raw(name: str, variables: Mapping[str, str], *, is_secret: bool) -> str | None:
    """The text of a variable, perhaps out of its file; None where it is not set or blank."""
    path = variables.get(f"{name}_FILE") if is_secret else None
    if not path:
        raw = variables.get(name, "")
        return raw if raw.strip() else None
    if variables.get(name):
        raise ConfigurationError(f"{name} and {name}_FILE are both set: keep one of them")
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except PermissionError as error:
        raise ConfigurationError(
            f"{name}_FILE: {path} is not readable by this account ({error.strerror}): let its group "
            f"read it: chgrp copydesk {path} && chmod 640 {path}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{name}_FILE: {path} cannot be read ({error}): fix the path or its permissions"
        ) from error


def _parsed(name: str, parse: Callable[[str], Any], raw: str) -> Any:
    try:
        return parse(raw)
    except Refused as error:
        raise ConfigurationError(f"{name}: {error}") from error


def _default_state_dir(variables: Mapping[str, str], *, stores: bool) -> Path:
    root = variables.get("XDG_STATE_HOME")
    if root and Path(root).is_absolute():
        return Path(root) / "copydesk"
    home = variables.get("HOME")
    if not home and not stores:
        return NOWHERE
    if not home:
        raise ConfigurationError(
            "COPYDESK_HOME: there is no HOME to put Copydesk's state into: name a folder"
        )
    return Path(home) / ".local" / "state" / "copydesk"
