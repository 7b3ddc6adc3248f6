"""One policy file, and the policy it gives for one text."""

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.config.policy_file.checking import Checker
from app.config.policy_file.files import with_files
from app.config.policy_file.globs import matches
from app.config.policy_file.house_rules import KEYS as HOUSE_RULE_KEYS
from app.config.policy_file.house_rules import house_rules
from app.config.policy_file.rules import merged as merged_rules
from app.domain.errors import InvalidPolicy
from app.domain.house_rules import HouseRules
from app.domain.policy import Budgets, DetectorLine, DetectorPolicy, HouseStyle, Policy, RewritePolicy
from app.platform.regular_file import read_regular

FILE_NAME = "copydesk.toml"
MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    paths: tuple[str, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A checked `copydesk.toml`: flat values by dotted key, profiles in their order, raw checks and rules."""

    folder: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = ()
    custom_checks: tuple[Mapping[str, Any], ...] = ()
    rules: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def load(cls, path: Path) -> "PolicyFile":
        """Read and check a file. Raises InvalidPolicy with file, line, key and what would be right."""
        try:
            data = read_regular(path, most_bytes=MAX_BYTES)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise InvalidPolicy(
                f"{path} cannot be read: {reason}." if error.errno else f"{path} {reason}."
            ) from error
        try:
            content = data.decode("utf-8-sig")
            table = tomllib.loads(content, parse_float=Decimal)
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise InvalidPolicy(f"{path}:{line}: is not UTF-8. Save the file as UTF-8.") from error
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise InvalidPolicy(f"{path}:{_line_in(error, content)}: is not TOML: {error}.") from error
        checked = Checker(path, content).check(table)
        profiles = tuple(Profile(name, paths, values) for name, paths, values in checked.profiles)
        return cls(path.absolute().parent, checked.values, profiles, checked.custom_checks, checked.rules)

    def policy_for(self, path: Path | None) -> Policy:
        """Defaults, then the file, then the first profile one of whose patterns matches the path."""
        profile = None if path is None else self._profile(path)
        values = _over({"required": Policy().required, "recommended": Policy().recommended}, self.values)
        if profile is not None:
            values = _over(values, profile.values)
        values = with_files(values, self.folder)
        own = house_rules(values, self.rules, folder=self.folder, path=path)
        name = "default" if profile is None else profile.name
        return _with_version(_build(values, profile=name, custom_checks=self.custom_checks, rules=own))

    def all_house_rules(self) -> HouseRules:
        """The house rules for any text, whatever its profile. Raises InvalidPolicy."""
        return house_rules(self.values, self.rules, folder=self.folder, path=None, is_for_any=True)

    def _profile(self, path: Path) -> Profile | None:
        relative = os.path.relpath(Path(path).absolute(), self.folder).replace(os.sep, "/")
        return next(
            (profile for profile in self.profiles if any(matches(each, relative) for each in profile.paths)),
            None,
        )


def policy_for(path: Path | None, *, config: Path | None = None) -> Policy:
    """The policy in force for a text: `config`, or the nearest `copydesk.toml` at or above its folder.

    `path` is None for standard input: the search starts in the current folder, and no profile applies.
    Without any file the defaults are in force. Raises InvalidPolicy.
    """
    file = (
        config if config is not None else find_policy_file(Path.cwd() if path is None else Path(path).parent)
    )
    if file is None:
        return Policy()
    return _loaded(file.absolute()).policy_for(path)


def is_excluded(path: Path, *, config: Path | None = None) -> bool:
    """Whether the policy in force for a file says that it is none of its texts: the key `exclude`.

    A pattern that names a folder excludes what is in it. Raises InvalidPolicy.
    """
    file = config if config is not None else find_policy_file(path.parent)
    if file is None:
        return False
    loaded = _loaded(file.absolute())
    relative = os.path.relpath(path.absolute(), loaded.folder).replace(os.sep, "/")
    patterns = loaded.values.get("exclude", ())
    return any(
        matches(pattern, relative) or matches(f"{pattern.rstrip('/')}/**", relative) for pattern in patterns
    )


def find_policy_file(folder: Path) -> Path | None:
    """The nearest `copydesk.toml` at or above `folder`."""
    start = folder.absolute()
    for above in (start, *start.parents):
        candidate = above / FILE_NAME
        if candidate.is_file():
            return candidate
    return None


def _loaded(path: Path) -> PolicyFile:
    try:
        status = path.stat()
    except OSError:
        return PolicyFile.load(path)
    return _cached(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _cached(path: Path, _changed: int, _size: int) -> PolicyFile:
    return PolicyFile.load(path)


def _build(
    values: Mapping[str, Any],
    *,
    profile: str,
    custom_checks: tuple[Mapping[str, Any], ...],
    rules: HouseRules,
) -> Policy:
    plain = {key: value for key, value in values.items() if "." not in key and key not in HOUSE_RULE_KEYS}
    return Policy(
        profile=profile,
        detectors=DetectorPolicy(
            line=DetectorLine(**_under(values, "detectors.line")), **_under(values, "detectors")
        ),
        rewrite=RewritePolicy(
            style=HouseStyle(**_under(values, "rewrite.style")),
            budgets=Budgets(**_under(values, "rewrite.budgets")),
            **_under(values, "rewrite"),
        ),
        custom_checks=custom_checks,
        house_rules=rules,
        **plain,
    )


def _over(base: Mapping[str, Any], layer: Mapping[str, Any]) -> dict[str, Any]:
    """`layer` over `base`. A goal is either required or recommended: the layer that names it decides."""
    merged = {**base, **layer}
    if "rules" in base and "rules" in layer:
        merged["rules"] = merged_rules(base["rules"], layer["rules"])
    if "required" not in layer:
        merged["required"] = base["required"] - layer.get("recommended", frozenset())
    if "recommended" not in layer:
        merged["recommended"] = base["recommended"] - layer.get("required", frozenset())
    return merged


def _under(values: Mapping[str, Any], table: str) -> dict[str, Any]:
    prefix = table + "."
    return {
        key.removeprefix(prefix): value
        for key, value in values.items()
        if key.startswith(prefix) and "." not in key.removeprefix(prefix)
    }


def _with_version(policy: Policy) -> Policy:
    content = asdict(policy)
    del content["version"]
    if not policy.house_rules:
        del content["house_rules"]
    text = json.dumps(
        content,
        sort_keys=True,
        default=lambda value: sorted(value) if isinstance(value, frozenset) else str(value),
    )
    return replace(policy, version=hashlib.sha256(text.encode()).hexdigest()[:12])


def _line_in(error: Exception, content: str) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return content.count("\n") + 1 if found is None else int(found[1])
