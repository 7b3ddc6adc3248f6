"""The state folder is ours alone, and so is what had to be made above it."""

import os
import subprocess
from contextlib import closing

import pytest

from app.db.engine import make_engine
from app.domain.errors import ConfigurationError
from app.embedded.child import Spec, spawn
from app.platform.paths import keep_private, make_state_folder


@pytest.fixture
def open_folder(tmp_path):
    """Made by somebody else, open to everybody, and this process hides nothing by itself."""
    before = os.umask(0)
    folder = tmp_path / "state"
    folder.mkdir(mode=0o755)
    yield folder
    os.umask(before)


def mode(path):
    return path.stat().st_mode & 0o777


def test_what_is_made_is_open_to_nobody_else_and_what_was_there_stays(tmp_path):
    (tmp_path / "there").mkdir(mode=0o755)
    folder = tmp_path / "there" / "copydesk" / "demo"

    make_state_folder(folder)
    make_state_folder(folder)

    assert [mode(one) for one in (folder, folder.parent, tmp_path / "there")] == [0o700, 0o700, 0o755]


def test_a_folder_that_cannot_be_made_is_a_wrong_setting(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match=r"COPYDESK_HOME: .* name a folder"):
        make_state_folder(tmp_path / "file" / "copydesk")


def test_a_database_in_an_open_folder_is_closed_to_others_with_the_files_beside_it(open_folder):
    file = open_folder / "copydesk.db"
    engine = make_engine(f"sqlite:///{file}")

    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("CREATE TABLE one (id)")
        modes = {path.name: mode(path) for path in open_folder.iterdir()}
    engine.dispose()

    assert modes == {"copydesk.db": 0o600, "copydesk.db-wal": 0o600, "copydesk.db-shm": 0o600}


@pytest.mark.parametrize(("was", "becomes"), [(0o644, 0o640), (0o666, 0o660), (0o660, 0o660), (0o600, 0o600)])
def test_an_older_file_is_closed_to_others_and_its_groups_rights_stay(open_folder, was, becomes):
    file = open_folder / "copydesk.db"
    file.touch(mode=was)

    keep_private(file)

    assert mode(file) == becomes


def test_what_cannot_be_made_private_is_left_to_whoever_opens_it(tmp_path):
    keep_private(tmp_path / "missing" / "copydesk.db")
    keep_private(tmp_path)

    assert tmp_path.is_dir()
    assert not (tmp_path / "missing").exists()


def test_a_child_of_the_pipeline_makes_private_files(open_folder):
    child = spawn(
        Spec(name="sh", command=["sh", "-c", "umask"], environ={"PATH": "/bin:/usr/bin"}, folder=open_folder),
        output=subprocess.PIPE,
    )

    assert child.communicate(timeout=10)[0].strip() == b"0077"
