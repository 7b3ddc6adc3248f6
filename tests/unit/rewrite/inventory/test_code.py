import pytest

from tests.support.inventories import compared, outcomes


def test_a_language_put_on_a_fence_is_explained():
    assert outcomes("```\nls\n```", "```sh\nls\n```") == [("code", "changed", "explained")]


@pytest.mark.parametrize("info", ["python", "sh title=x", "{r}", ""])
def test_another_language_or_option_on_a_fence_is_broken(info):
    assert outcomes("```sh\nls\n```", f"```{info}\nls\n```") == [("code", "changed", "broken")]


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        ("```\nls -l\n```", "```\nls -a\n```", "changed"),
        ("Run it.\n\n```\nls\n```", "Run it.", "lost"),
        ("Run it.", "Run it.\n\n```\nls\n```", "new"),
        ("Run `ls`.", "Run `rm`.", "changed"),
        ("Run `ls`.", "Run it.", "lost"),
        ("Run it.", "Run `ls`.", "new"),
        ("Run `ls` and `ls`.", "Run `ls`.", "lost"),
    ],
)
def test_code_that_changed_is_broken(before, after, fate):
    assert outcomes(before, after) == [("code", fate, "broken")]


def test_an_indented_block_may_be_fenced():
    assert outcomes("Run it:\n\n    ls\n    pwd\n\nDone.", "Run it:\n\n```\nls\npwd\n```\n\nDone.") == []


def test_words_marked_as_code_are_explained():
    assert outcomes("Run npm ci first.", "Run `npm ci` first.") == [("code", "new", "explained")]


def test_spans_that_took_each_others_place_are_broken():
    before, after = "Use `up` to open and `down` to close.", "Use `down` to open and `up` to close."

    (difference,) = compared(before, after)

    assert (difference.fate, difference.outcome) == ("swapped", "broken")
    assert (difference.before, difference.after) == ("up", "down")


def test_sentences_that_changed_places_with_their_code_are_kept():
    before = "Use `up` to open the lock. Use `down` to close the gate."
    after = "Use `down` to close the gate. Use `up` to open the lock."

    assert outcomes(before, after) == []


def test_blocks_that_took_each_others_place_are_broken():
    before = "On Linux run:\n\n```\napt x\n```\n\nOn a Mac run:\n\n```\nbrew x\n```\n"
    after = "On Linux run:\n\n```\nbrew x\n```\n\nOn a Mac run:\n\n```\napt x\n```\n"

    assert ("code", "swapped", "broken") in outcomes(before, after)


def test_of_two_spans_that_say_the_same_either_may_have_moved():
    before = "Then `a` opens the gate. Then `b` shuts the lock and `a` rings the bell. So `a` is old."
    after = "Then `b` shuts the lock and `a` rings the bell. Then `a` opens the gate. So `a` is old."

    assert outcomes(before, after) == []
