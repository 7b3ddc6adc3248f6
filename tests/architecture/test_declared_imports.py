"""What the product imports is declared, and not only there because something else needs it."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORT = re.compile(r"^\s*(?:from|import) ([A-Za-z_]\w*)", re.MULTILINE)
PARTS_OF_CELERY = {"billiard", "kombu", "vine"}


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    return {plain(re.split(r"[\[<>=; ]", line)[0]) for line in lines}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_that_is_imported_is_declared():
    ours = {"app", "celery_worker"}
    imported = {
        name
        for folder in ours
        for path in (ROOT / folder).rglob("*.py")
        for name in IMPORT.findall(path.read_text(encoding="utf-8"))
    }
    packages = packages_distributions()
    needed = {
        name: {plain(one) for one in packages[name]}
        for name in imported - ours - PARTS_OF_CELERY - sys.stdlib_module_names
        if name in packages
    }

    assert len(needed) > 20
    assert {name for name, owners in needed.items() if not owners & declared()} == set()
