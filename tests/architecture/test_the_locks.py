"""The locks pin everything, agree with each other, and name no place."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("runtime.lock", "test.lock", "simulate.lock", "pdf.lock", "training.lock")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^ ;\\]+)")


def pins(lock: str) -> dict[str, set[str]]:
    """Versions by package: more than one where they differ by Python or platform."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / lock).read_text().splitlines():
        match = PIN.match(line)
        if match:
            found.setdefault(match[1], set()).add(match[2])
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_no_line_names_a_place(lock):
    text = (ROOT / "requirements" / lock).read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())

    assert all(PIN.match(block) for block in blocks)
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"://|--index|--find-links|--extra-index| @ ", text)


def test_the_test_lock_holds_the_runtime_lock_unchanged():
    runtime, test = pins("runtime.lock"), pins("test.lock")

    assert {name: versions for name, versions in runtime.items() if test.get(name) != versions} == {}


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["test"]
    names = {
        re.match(r"[A-Za-z0-9._-]+", one)[0].lower().replace("_", "-").replace(".", "-") for one in wanted
    }
    locked = {name.replace("_", "-").replace(".", "-") for name in pins("test.lock")}

    assert names - locked == set(), "run: make lock"
