import os

import pytest

from app.domain.errors import InvalidContent
from app.workflow.output import delivered, destination, write_atomically
from tests.unit.reports.builders import make_detail, make_revision, make_submission


@pytest.mark.parametrize(
    "relative", ["a.md", "guides/a.md", "./guides//a.md", "/guides/a.md", "guides\\a.md"]
)
def test_an_article_goes_below_the_folder(tmp_path, relative):
    assert destination(tmp_path, relative).is_relative_to(tmp_path.resolve())


@pytest.mark.parametrize("relative", ["../a.md", "a/../../b.md", "..\\a.md", "", "/", "a\x00.md", "C:\\a.md"])
def test_a_path_that_leads_out_of_the_folder_is_refused(tmp_path, relative):
    with pytest.raises(InvalidContent, match="leads out"):
        destination(tmp_path, relative)


def test_a_link_inside_the_folder_does_not_lead_out_of_it(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "guides").symlink_to(outside)

    with pytest.raises(InvalidContent, match="link"):
        destination(folder, "guides/a.md")


def test_a_file_that_stands_there_is_kept_unless_it_may_be_replaced(tmp_path):
    target = tmp_path / "a.md"
    target.write_bytes(b"old")

    with pytest.raises(InvalidContent, match="already exists"):
        write_atomically(target, b"new", overwrite=False)
    assert target.read_bytes() == b"old"

    assert write_atomically(target, b"new", overwrite=True).is_changed
    assert target.read_bytes() == b"new"


def test_the_same_bytes_are_not_written_again(tmp_path):
    target = tmp_path / "a.md"
    target.write_bytes(b"same")
    os.utime(target, (1, 1))

    assert not write_atomically(target, b"same", overwrite=False).is_changed
    assert target.stat().st_mtime == 1


def test_a_replaced_file_keeps_its_rights_and_leaves_no_half_file(tmp_path):
    target = tmp_path / "a.md"
    target.write_bytes(b"old")
    target.chmod(0o640)

    write_atomically(target, b"new", overwrite=True)

    assert target.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]


def test_a_link_is_not_written_through(tmp_path):
    original = tmp_path / "original.md"
    original.write_bytes(b"old")
    (tmp_path / "link.md").symlink_to(original)

    with pytest.raises(InvalidContent, match="link"):
        write_atomically(tmp_path / "link.md", b"new", overwrite=True)
    assert original.read_bytes() == b"old"


def test_a_folder_in_the_way_is_an_error_in_words(tmp_path):
    (tmp_path / "a.md").mkdir()

    with pytest.raises(InvalidContent, match="cannot be written"):
        write_atomically(tmp_path / "a.md", b"new", overwrite=True)


def test_a_text_goes_back_in_the_encoding_it_came_with():
    detail = make_detail(
        submission=make_submission(encoding="utf-16-le", has_bom=True),
        revisions=(make_revision(0, "eins\r\n"),),
    )

    assert delivered(detail, "zwei\r\n") == b"\xff\xfe" + "zwei\r\n".encode("utf-16-le")
