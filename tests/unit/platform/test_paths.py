"""The state folder is ours alone, and so is what had to be made above it."""

import pytest

from app.domain.errors import ConfigurationError
from app.platform.paths import make_state_folder


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
