"""A parsed TOML table against the schema: every mistake is named with its line and the way out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from app.config.policy_file.lines import KeyPath, key_lines, line_of
from app.config.policy_file.schema import FILE_ARRAYS, KEYS, PROFILE_KEYS, TABLES
from app.config.policy_file.values import Unfit, text, texts
from app.domain.errors import InvalidPolicy
from app.domain.policy import DetectorPolicy


@dataclass(frozen=True, slots=True)
class CheckedPolicy:
    values: Mapping[str, Any]
    profiles: tuple[tuple[str, tuple[str, ...], Mapping[str, Any]], ...]
    custom_checks: tuple[Mapping[str, Any], ...]
    rules: tuple[Mapping[str, Any], ...]


class Checker:
    """Checks one file; stops at the first mistake."""

    def __init__(self, path: Path, content: str) -> None:
        self._path = path
        self._lines = key_lines(content)

    def check(self, table: Mapping[str, Any]) -> CheckedPolicy:
        """The file's values, typed and flat. Raises InvalidPolicy."""
        values: dict[str, Any] = {}
        self._table({key: table[key] for key in table if key not in FILE_ARRAYS}, "", (), values)
        self._consistent(values, {}, ())
        profiles = []
        for index, raw in enumerate(self._array(table, "profile")):
            profiles.append(self._profile(raw, index, values))
        names = [name for name, _, _ in profiles]
        for index, name in enumerate(names):
            if name in names[:index] or name == "default":
                self._fail(
                    ("profile", index, "name"), f"profile {name!r}: the name is taken. Give it another."
                )
        rules = self._rules(table, {"default", *names})
        return CheckedPolicy(values, tuple(profiles), tuple(self._array(table, "check")), rules)

    def _rules(self, table: Mapping[str, Any], profiles: set[str]) -> tuple[Mapping[str, Any], ...]:
        rules = self._array(table, "rule")
        for index, rule in enumerate(rules):
            if not isinstance(rule.get("name"), str):
                self._fail(("rule", index), "rule: lacks a name. Give it one like House.Email.")
            wanted = rule.get("profiles", [])
            unknown = [name for name in wanted if name not in profiles] if isinstance(wanted, list) else []
            if unknown:
                self._fail(
                    ("rule", index, "profiles"),
                    f"rule {rule['name']}: there is no profile {unknown[0]!r}; "
                    f"the profiles are {', '.join(sorted(profiles))}.",
                )
        return tuple(rules)

    def _array(self, table: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        raw = table.get(name, [])
        if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
            self._fail((name,), f"{name}: must be written as [[{name}]] tables.")
        return raw

    def _profile(
        self, raw: Mapping[str, Any], index: int, base: Mapping[str, Any]
    ) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
        key_path: KeyPath = ("profile", index)
        if "paths" not in raw:
            self._fail(key_path, 'profile: lacks paths. Say which texts it is for, like paths = ["docs/**"].')
        paths = self._read(texts, raw["paths"], "paths", (*key_path, "paths"))
        if not paths:
            self._fail((*key_path, "paths"), "paths: must hold at least one pattern.")
        name = self._read(text, raw["name"], "name", (*key_path, "name")) if "name" in raw else paths[0]
        values: dict[str, Any] = {}
        self._table(
            {key: raw[key] for key in raw if key not in PROFILE_KEYS}, "", key_path, values, in_profile=True
        )
        self._consistent(values, base, key_path)
        return name, paths, values

    def _table(
        self,
        table: Mapping[str, Any],
        prefix: str,
        key_path: KeyPath,
        values: dict[str, Any],
        *,
        in_profile: bool = False,
    ) -> None:
        for key, raw in table.items():
            name, here = prefix + key, (*key_path, key)
            if name in TABLES:
                if not isinstance(raw, dict):
                    self._fail(here, f"{name}: is a table, written as [{name}] with its keys below.")
                self._table(raw, name + ".", here, values, in_profile=in_profile)
                continue
            known = KEYS.get(name)
            if known is None or (in_profile and not known.in_profile):
                self._unknown(name, here, prefix, in_profile=in_profile)
            values[name] = self._read(known.read, raw, name, here)

    def _unknown(self, name: str, key_path: KeyPath, prefix: str, *, in_profile: bool) -> NoReturn:
        if name in KEYS:
            self._fail(key_path, f"{name}: belongs to the whole file. Move it above the profiles.")
        if in_profile and name in FILE_ARRAYS:
            self._fail(key_path, f"{name}: cannot stand inside a profile.")
        candidates: Iterable[str] = [*KEYS, *TABLES, *(PROFILE_KEYS if in_profile else FILE_ARRAYS)]
        close = get_close_matches(name, list(candidates), n=1, cutoff=0.6)
        if not close:  # the right key in the wrong table
            last = name.removeprefix(prefix)
            close = [each for each in candidates if each.rsplit(".", 1)[-1] == last][:1]
        hint = f"Did you mean {close[0]}?" if close else f"The keys are {', '.join(sorted(KEYS))}."
        self._fail(key_path, f"{name}: no such key. {hint}")

    def _read(self, reader: Any, raw: Any, name: str, key_path: KeyPath) -> Any:
        try:
            return reader(raw)
        except Unfit as error:
            self._fail(key_path, f"{name}: {error}.")

    def _consistent(self, values: Mapping[str, Any], base: Mapping[str, Any], key_path: KeyPath) -> None:
        both = values.get("required", frozenset()) & values.get("recommended", frozenset())
        if both:
            self._fail(
                (*key_path, "recommended"), f"recommended: {', '.join(sorted(both))} is required already."
            )
        default = DetectorPolicy()
        use = values.get("detectors.use", base.get("detectors.use", default.use))
        required = values.get("detectors.required", base.get("detectors.required", default.required))
        missing = [name for name in required if name not in use]
        if missing:
            where = "required" if "detectors.required" in values else "use"
            self._fail(
                (*key_path, "detectors", where),
                f"detectors.{where}: {', '.join(missing)} is required but not used. Add it to detectors.use.",
            )

        line = {name for name in (*base, *values) if name.startswith("detectors.line.")}
        if line and "detectors.line.weights" not in line:
            self._fail(
                (*key_path, "detectors", "line"),
                "detectors.line: lacks weights. Take all three lines that `copydesk calibrate` prints.",
            )

    def _fail(self, key_path: KeyPath, message: str) -> NoReturn:
        raise InvalidPolicy(f"{self._path}:{line_of(self._lines, key_path)}: {message}")
