"""What the machine refuses is a sentence; what is our own defect is not dressed up as one."""

import errno
import os

from app.cli.trouble import told


def refusal(number, *names):
    return OSError(number, os.strerror(number), *names)


def test_a_refused_place_is_named_with_the_reason_and_a_cure():
    sentence = told(refusal(errno.EACCES, "/root/report.html"))

    assert sentence == (
        "/root/report.html cannot be used: permission denied; check its rights, or name another place"
    )


def test_a_full_disk_asks_for_room_also_where_no_file_is_named():
    assert "make room" in (told(refusal(errno.ENOSPC)) or "")


def test_what_is_no_matter_of_files_stays_a_defect():
    assert told(refusal(errno.ECONNREFUSED)) is None
    assert told(OSError("something of our own")) is None
