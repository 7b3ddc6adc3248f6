"""The domain stands on the standard library alone, and does nothing to the outside."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAIN = sorted((ROOT / "app" / "domain").rglob("*.py"))
OWN = ("app.domain", "app.domain.errors")
EFFECTS = frozenset(
    {
        "asyncio",
        "ctypes",
        "logging",
        "multiprocessing",
        "os",
        "random",
        "select",
        "shutil",
        "signal",
        "socket",
    }
    | {"sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib.request"}
)
"""Standard modules whose use is an effect or a hidden input. `datetime` is one only when asked for `now`."""


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
    return names


def is_own(name: str) -> bool:
    return any(name == own or name.startswith(f"{own}.") for own in OWN)


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.name)
def test_a_domain_module_imports_the_standard_library_and_our_values_alone(path):
    outside = {name for name in imported(path) if not is_own(name)}
    foreign = {name for name in outside if name.partition(".")[0] not in sys.stdlib_module_names}
    effects = imported(path) & EFFECTS

    assert foreign == set()
    assert effects == set()


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.name)
def test_a_domain_module_asks_no_clock(path):
    asked = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
    }

    assert asked == set()
