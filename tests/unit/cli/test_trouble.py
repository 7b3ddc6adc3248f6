"""Errors of the operating system become a sentence; our own defects are not disguised as one."""

import errno
import os

from app.cli.trouble import explain


def refusal(number, *names):
    return OSError(number, os.strerror(number), *names)


def test_a_refused_path_is_named_with_the_reason_and_a_remedy():
    sentence = explain(refusal(errno.EACCES, "/root/report.html"))

    assert sentence == (
        "/root/report.html cannot be used: permission denied; check its permissions, or choose another path"
    )


def test_a_full_disk_asks_for_free_space_even_if_no_file_is_named():
    assert "free some space" in (explain(refusal(errno.ENOSPC)) or "")


def test_an_error_that_is_not_about_files_remains_a_defect():
    assert explain(refusal(errno.ECONNREFUSED)) is None
    assert explain(OSError("something of our own")) is None
