"""Which paths a profile is for."""

import time

import pytest

from app.config.policy_file.globs import matches


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("docs/**", "docs/a.md"),
        ("docs/**", "docs/a/b.md"),
        ("docs/", "docs/a/b.md"),
        ("docs/*.md", "docs/a.md"),
        ("**/a.md", "a.md"),
        ("**/a.md", "x/y/a.md"),
        ("*.md", "x/y/a.md"),
        ("./docs/*", "docs/a.md"),
        ("d?cs/[ab].md", "docs/b.md"),
        ("docs/[!x]*.md", "docs/abc.md"),
        ("a/**/z.md", "a/z.md"),
        ("a/**/z.md", "a/b/c/z.md"),
        ("docs/[a.md", "docs/[a.md"),
        ("/press/*.md", "press/a.md"),
    ],
)
def test_the_pattern_matches(pattern, path):
    assert matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("docs/*.md", "docs/a/b.md"),
        ("docs/**", "mydocs/a.md"),
        ("docs/**", "other/docs/a.md"),
        ("*.md", "a.mdx"),
        ("docs/[!x]*.md", "docs/xbc.md"),
        ("docs/a.md", "docs/aXmd"),
    ],
)
def test_the_pattern_does_not_match(pattern, path):
    assert not matches(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("**/a*b*.md", "x/y/aXbY.md", True),
        ("**/a*b*.md", "x/y/aX/bY.md", False),
        ("a*/**/b*/**", "a1/b2/c", True),
        ("a*/**/b*/**", "a1/c/d/b2/e/f", True),
        ("a*/**/b*/**", "a1/c", False),
        ("*[ab]*?*.md", "xay.md", True),
        ("*[!a]*a*a*", "aaa", False),
        ("docs/***/*.md", "docs/a/b.md", True),
        ("**a**b**", "x/a/y/b", True),
    ],
)
def test_many_wildcards_mean_the_same(pattern, path, fits):
    assert matches(pattern, path) is fits


def test_a_hostile_pattern_costs_no_more_than_its_length():
    began = time.process_time()

    assert not matches("*a" * 12 + "c", "a" * 200 + "b")
    assert not matches("**/*a" * 12 + "c", "a/" * 100 + "b")
    assert time.process_time() - began < 1, "a backtracking search would take years"


@pytest.mark.parametrize("pattern", ["drafts[!].md", "[z-a].md", "a[].md"])
def test_a_bracket_that_is_no_set_stands_for_itself(pattern):
    assert matches(pattern, pattern)
    assert not matches(pattern, "b.md")
