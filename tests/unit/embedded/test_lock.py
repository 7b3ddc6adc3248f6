"""One pipeline per state folder."""

import os

import pytest

from app.domain.errors import ConfigurationError
from app.embedded.lock import StateLock


def test_the_second_is_refused_with_the_first_ones_number(tmp_path):
    with StateLock(tmp_path), pytest.raises(ConfigurationError, match=f"process {os.getpid()}") as caught:
        StateLock(tmp_path).acquire()

    assert "COPYDESK_HOME" in str(caught.value)


def test_after_the_release_the_next_one_may(tmp_path):
    with StateLock(tmp_path):
        pass
    with StateLock(tmp_path) as lock:
        assert lock.path.read_text() == f"{os.getpid()}\n"
    assert lock.path.read_text() == ""


def test_what_a_dead_holder_wrote_locks_nobody_out(tmp_path):
    (tmp_path / "up.lock").write_text("999999\n")

    with StateLock(tmp_path) as lock:
        assert lock.path.read_text() == f"{os.getpid()}\n"
