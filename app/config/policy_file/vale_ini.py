"""A `.vale.ini`: where the styles are, and which of them are for which texts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

_PAIR = re.compile(r"\s*([^=]+?)\s*=\s*(.*?)\s*")
_SECTION = re.compile(r"\s*\[(.+)\]\s*")
_SKIPPING = ("IgnoredScopes", "SkippedScopes", "IgnoredClasses")
_FOLLOWED = frozenset({"StylesPath", "MinAlertLevel", "Vocab", *_SKIPPING})
_IGNORES = ("TokenIgnores", "BlockIgnores", "IgnorePatterns")
"""Patterns of text that is not read; the last is the old name of the second."""
_WITHOUT_EFFECT = frozenset({"Packages"})
"""`vale sync` fetches these into StylesPath; Copydesk fetches nothing and reads what lies there."""
DEFAULT_LEVEL = "warning"
"""Vale shows no suggestions unless its configuration asks for them."""
_LEVELS = ("suggestion", "warning", "error")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the configuration says for one text."""

    styles: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    """`YES`, `NO` or a level, by `Style.Rule`."""
    ignored: tuple[str, ...] = ()
    """Patterns of text that no rule reads."""


@dataclass(frozen=True, slots=True)
class ValeIni:
    styles_path: str = ""
    vocabularies: tuple[str, ...] = ()
    least: str = "suggestion"
    formats: Mapping[str, str] = field(default_factory=dict)
    skipped_tags: frozenset[str] = frozenset()
    skipped_classes: frozenset[str] = frozenset()
    sections: tuple[tuple[str, Mapping[str, str]], ...] = ()
    unused: tuple[str, ...] = ()
    """Keys that are not followed."""

    def chosen_for(self, path: str) -> Chosen:
        """`path` is relative to the configuration, with forward slashes. Later sections win, `*` is first."""
        names = {path, PurePosixPath(path).name}
        suffix = PurePosixPath(path).suffix
        if suffix.removeprefix(".") in self.formats:
            as_format = f"{path.removesuffix(suffix)}.{self.formats[suffix.removeprefix('.')]}"
            names |= {as_format, PurePosixPath(as_format).name}
        styles: tuple[str, ...] = ()
        answers: dict[str, str] = {}
        ignored: list[str] = []
        ordered = sorted(self.sections, key=lambda section: section[0] != "*")
        for pattern, values in ordered:
            if not any(_glob(pattern).fullmatch(name) for name in names):
                continue
            if "BasedOnStyles" in values:
                styles = listed(values["BasedOnStyles"])
            answers |= {key: value for key, value in values.items() if "." in key}
            for key in _IGNORES:
                ignored += _patterns(values.get(key, ""))
        return Chosen(styles, answers, tuple(ignored))

    def chosen_for_any(self) -> Chosen:
        """All that is in force for some text or other; a rule is off only where no section wants it."""
        styles: dict[str, None] = {}
        answers: dict[str, str] = {}
        for _, values in self.sections:
            styles |= dict.fromkeys(listed(values.get("BasedOnStyles", "")))
            for key, value in values.items():
                if "." in key and (value != "NO" or key not in answers):
                    answers[key] = value
        wanted = {name: value for name, value in answers.items() if value != "NO"}
        return Chosen(tuple(styles), wanted)


def read_vale_ini(text: str) -> ValeIni:
    """Lines that are neither a section nor `key = value` are passed over, as Vale does."""
    top: dict[str, str] = {}
    sections: list[tuple[str, dict[str, str]]] = []
    values = top
    for line in text.replace("\\\n", " ").splitlines():
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        if (header := _SECTION.fullmatch(line)) is not None:
            values = {}
            sections.append((header[1].strip(), values))
        elif (pair := _PAIR.fullmatch(line)) is not None:
            values[pair[1]] = _bare(pair[2])
    special = {name: found for name, found in sections if name in ("formats", "asciidoctor")}
    level = top.get("MinAlertLevel", DEFAULT_LEVEL)
    unused = sorted(
        {key for key in top if key not in _FOLLOWED | _WITHOUT_EFFECT}
        | {key for name, found in sections if name not in special for key in found if not _is_followed(key)}
    )
    return ValeIni(
        styles_path=top.get("StylesPath", ""),
        vocabularies=listed(top.get("Vocab", "")),
        least=level if level in _LEVELS else DEFAULT_LEVEL,
        formats=special.get("formats", {}),
        skipped_tags=frozenset((*listed(top.get(_SKIPPING[0], "")), *listed(top.get(_SKIPPING[1], "")))),
        skipped_classes=frozenset(listed(top.get(_SKIPPING[2], ""))),
        sections=tuple((name, found) for name, found in sections if name not in special),
        unused=tuple(unused),
    )


def listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _is_followed(key: str) -> bool:
    return "." in key or key in ("BasedOnStyles", *_IGNORES)


def _bare(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`"
    return value[1:-1] if is_quoted else value


def _patterns(value: str) -> list[str]:
    """Patterns parted by commas; one inside brackets or braces belongs to its pattern."""
    parts, depth, current, position = [], 0, "", 0
    while position < len(value):
        sign = value[position]
        if sign == "\\":
            current, position = current + value[position : position + 2], position + 2
            continue
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth <= 0:
            parts.append(current.strip())
            current = ""
        else:
            current += sign
        position += 1
    return [part for part in [*parts, current.strip()] if part]


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    """`*` goes over slashes, `{a,b}` is either, `?` one sign: as in Vale's sections."""
    parts, in_braces = [], False
    for sign in pattern:
        if sign == "*":
            parts.append(".*")
        elif sign == "?":
            parts.append(".")
        elif sign in "{}":
            in_braces = sign == "{"
            parts.append("(?:" if in_braces else ")")
        elif sign == "," and in_braces:
            parts.append("|")
        else:
            parts.append(re.escape(sign))
    try:
        return re.compile("".join(parts))
    except re.error:
        return re.compile(re.escape(pattern))
