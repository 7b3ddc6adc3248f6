"""Plug-ins by entry point: names without importing anything, code with a sentence for each failure."""

import re
import sys
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from app.domain.errors import ConfigurationError, UnknownPlugin
from app.platform.moved_modules import new_home

HOWTO = "docs/howto"
_REMEDY = "Change that import, or upgrade the package"
_CANNOT_IMPORT = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'")


@dataclass(frozen=True, slots=True)
class PluginKind:
    """One kind of plug-in."""

    noun: str
    """As messages call it: `detector`, `model provider`."""
    group: str
    """The entry point group: `copydesk.detectors`."""
    guide: str
    """The page that says how to write one, under `docs/howto`."""

    def names(self) -> tuple[str, ...]:
        """Of every installed plug-in of this kind, sorted. Nothing is imported."""
        return tuple(sorted({point.name for point in self.points()}))

    def points(self) -> tuple[EntryPoint, ...]:
        return _points(self.group, tuple(sys.path))

    def load(self, name: str) -> Any:
        """What the entry point of this name refers to.

        Raises UnknownPlugin for a name that no installed package offers, ConfigurationError where two
        packages offer it or where it cannot be imported.
        """
        found = {point.value: point for point in self.points() if point.name == name}
        if not found:
            raise UnknownPlugin(f"there is no {self.noun} {name!r}{self.hint(name, self.names())}")
        if len(found) > 1:
            raise ConfigurationError(
                f"two packages offer a {self.noun} {name!r}: {' and '.join(sorted(found))}. Uninstall one"
            )
        return load(next(iter(found.values())), noun=self.noun)

    def check(self, name: str) -> None:
        """Raises what `load` raises, for a plug-in of another package; what comes with ours can be loaded."""
        if not all(point.module.startswith("app.") for point in self.points() if point.name == name):
            self.load(name)

    def hint(self, name: str, known: tuple[str, ...]) -> str:
        """The end of a sentence that refuses a name: what exists, and how to add another."""
        near = get_close_matches(name, known, n=1)
        guess = f"; did you mean {near[0]!r}?" if near else "."
        listed = ", ".join(known) if known else "none is installed"
        return (
            f"{guess} Known: {listed}. A package adds one with an entry point in the group {self.group!r}: "
            f"see {HOWTO}/{self.guide}"
        )


DETECTORS = PluginKind("detector", "copydesk.detectors", "write-a-detector.md")
CHECKS = PluginKind("set of checks", "copydesk.checks", "write-a-check.md")
PROVIDERS = PluginKind("model provider", "copydesk.providers", "write-a-provider.md")
REWRITERS = PluginKind("rewriter", "copydesk.rewriters", "write-a-provider.md")
NOTIFIERS = PluginKind("notifier", "copydesk.notifiers", "write-a-notifier.md")


def load(point: EntryPoint, *, noun: str) -> Any:
    """The object of an entry point. Raises ConfigurationError, whatever goes wrong in foreign code."""
    try:
        return point.load()
    except Exception as error:
        package = f", package {point.dist.name}" if point.dist is not None else ""
        raise ConfigurationError(
            f"the {noun} {point.name!r} ({point.value}{package}) cannot be loaded: {_reason(error)}"
        ) from error


def _reason(error: Exception) -> str:
    """Why, and what to change where the plug-in was written for another release."""
    if isinstance(error, ModuleNotFoundError) and error.name is not None:
        moved = new_home(error.name)
        if moved is not None:
            return (
                f"it imports {error.name}, which is now {moved}. Change that import, or upgrade the package"
            )
        if error.name.partition(".")[0] in {"app", "celery_worker"}:
            return (
                f"it imports {error.name}, which this release does not have. {_REMEDY}: the pages in {HOWTO} "
                "show the modules that plug-ins may use"
            )
        return f"it needs the module {error.name}, which is not installed"
    missing = _CANNOT_IMPORT.search(str(error)) if isinstance(error, ImportError) else None
    if missing is not None:
        moved = new_home(f"{missing['module']}.{missing['name']}")
        if moved is not None:
            return f"it imports {missing['name']} from {missing['module']}, which is now {moved}. {_REMEDY}"
    return f"{type(error).__name__}: {error}"


@cache
def _points(group: str, _path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Reading the metadata of every installed package takes milliseconds: done once for each import path."""
    return tuple(entry_points(group=group))
