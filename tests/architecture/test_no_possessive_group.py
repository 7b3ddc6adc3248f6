"""A possessive quantifier follows one character or one class (`[^"]*+`), never a group; no group is atomic.

Python before 3.11.5, Debian 12's 3.11.2 among them, is wrong about possessive groups: it does not go back to
where a repetition began that failed half-way (gh-100061, gh-106052), so `(?::\\w+)*+::` does not match `::`.
With a capture inside, all of 3.11 and the first releases of 3.12 and 3.13 raise SystemError (gh-101955). A
greedy group does the same work where its repetitions can be cut in one way only. Give it an upper bound where
the text may be long: each repetition is remembered until the group is left, in about 200 bytes.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "bench", "celery_worker", "scripts", "training")

POSSESSIVE_GROUP = re.compile(
    r"""
    (?: (?<!\\)(?:\\\\)*\) | \\[1-9] )      # behind a group or a reference to one:
    (?: [*+?] | \{\d*,?\d*\} ) \+           # a possessive quantifier
    | \(\?>                                 # or an atomic group
    """,
    re.VERBOSE,
)


def literals(source: str) -> Iterator[str]:
    """Every string of a module; what is put into an f-string may be a group, and counts as one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "()" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Constant) and isinstance(node.value, bytes):
            yield node.value.decode("latin-1")


def test_no_pattern_repeats_a_group_possessively() -> None:
    sources = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    data = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.toml")]

    found = [
        (str(path.relative_to(ROOT)), text)
        for path in sources
        for text in literals(path.read_text(encoding="utf-8"))
        if POSSESSIVE_GROUP.search(text)
    ]
    found += [
        (str(path.relative_to(ROOT)), line)
        for path in data
        for line in path.read_text(encoding="utf-8").splitlines()
        if POSSESSIVE_GROUP.search(line)
    ]

    assert found == []
    assert sources, "the folders have other names now"
    assert data, "the folders have other names now"


@pytest.mark.parametrize(
    "source",
    [
        r'r"(?::\w+)*+::"',
        r'r"(?:=[ab]+)?+"',
        r'r"(?:[ \t]++={2,}){2,}+\Z"',
        r'r"(?P<sign>=)(?P=sign)++"',
        r'r"(=)\1++"',
        r'r"(?>a|b)c"',
        r'rb"(?:ab?c)*+"',
        r'r"(?:\\)*+"',
        'f"{NAME}*+:"',
        'r"(?:ab" r")*+"',
    ],
)
def test_a_possessive_group_is_found(source: str) -> None:
    assert any(POSSESSIVE_GROUP.search(text) for text in literals(source))


@pytest.mark.parametrize(
    "source",
    [
        r"""r'[^>"]*+(?:"[^"]*+"[^>"]*+){0,1000}>'""",
        r'r"\)*+"',
        r'r"[.)]++ a?+ \d{1,3}+"',
        r'r"(?:a+)+"',
        '"+++"',
        'f"{version}+{name}"',
    ],
)
def test_other_quantifiers_are_left_alone(source: str) -> None:
    assert not any(POSSESSIVE_GROUP.search(text) for text in literals(source))
