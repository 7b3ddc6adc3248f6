"""Paths to sources: in a fixed order, each once, every failure named."""

import io
import os

import pytest

from app.content import Failure, Source, discover


@pytest.fixture
def folder(tmp_path):
    for name in (
        "b.md",
        "a.html",
        "sub/c.txt",
        "sub/deep/d.mdx",
        ".hidden/e.md",
        "node_modules/f.md",
        "g.png",
        "sub/.h.md",
    ):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name.encode())
    return tmp_path / "in"


def relative(found):
    return [each.relative_path for each in found if isinstance(each, Source)]


def messages(found):
    return [each.message for each in found if isinstance(each, Failure)]


def test_a_folder_gives_its_articles_in_the_order_of_their_names(folder):
    found = list(discover([str(folder)]))

    assert relative(found) == ["a.html", "b.md", "sub/c.txt", "sub/deep/d.mdx"]
    assert isinstance(found[0], Source)
    assert found[0].data == b"a.html"
    assert found == list(discover([str(folder)]))


def test_a_file_that_is_named_is_taken_whatever_its_name(folder):
    assert relative(discover([str(folder / "g.png"), str(folder / ".hidden" / "e.md")])) == ["g.png", "e.md"]


def test_a_pattern_keeps_the_path_below_its_fixed_part(folder):
    assert relative(discover([f"{folder}/**/*.mdx"])) == ["sub/deep/d.mdx"]
    assert relative(discover([f"{folder}/*.[mh]*"])) == ["a.html", "b.md"]


def test_a_file_is_given_once(folder):
    assert relative(discover([str(folder / "b.md"), str(folder), f"{folder}/b.*"])) == [
        "b.md", "a.html", "sub/c.txt", "sub/deep/d.mdx",
    ]  # fmt: skip


def test_failures_are_named_and_the_others_go_on(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    found = list(
        discover([str(folder / "no.md"), str(tmp_path / "empty"), f"{folder}/*.xyz", str(folder / "b.md")])
    )

    assert relative(found) == ["b.md"]
    assert [message.split(". ")[0].rsplit(" ", 3)[-3:] for message in messages(found)] == [
        ["does", "not", "exist"],
        ["holds", "no", "article"],
        ["matches", "no", "file"],
    ]
    assert all(str(tmp_path) in message for message in messages(found))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_named(folder):
    (folder / "b.md").chmod(0)

    assert "b.md cannot be read: permission denied" in messages(discover([str(folder)]))[0]


def test_links_are_not_followed_in_circles(folder):
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "broken.md").symlink_to(folder / "nowhere")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    found = list(discover([str(folder)]))

    assert relative(found) == ["a.html", "b.md", "sub/c.txt", "sub/deep/d.mdx"]
    assert len(messages(found)) == 2


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "pipe.md")

    assert "not a file that can be read" in messages(discover([str(folder / "pipe.md")]))[0]


def test_a_file_over_the_limit_is_not_read(folder):
    (folder / "b.md").write_bytes(b"x" * 101)

    assert "101 bytes; the limit is 100" in messages(discover([str(folder / "b.md")], max_bytes=100))[0]


def test_standard_input_is_one_source():
    assert list(discover(["-"], stdin=io.BytesIO(b"# hi"))) == [Source("-", "stdin", b"# hi")]
    assert "more than 3 bytes" in messages(discover(["-"], stdin=io.BytesIO(b"# hi"), max_bytes=3))[0]
    assert "there is none" in messages(discover(["-"]))[0]


def test_a_name_shows_no_escape_sequence(tmp_path):
    assert "\x1b" not in messages(discover([str(tmp_path / "a\x1b[31m.md")]))[0]
