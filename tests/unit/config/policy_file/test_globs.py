"""Which paths a profile is for."""

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
