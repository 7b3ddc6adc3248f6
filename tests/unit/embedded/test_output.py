"""Which process wrote a line?"""

import io
import os

from app.embedded.output import LogFiles, Terminal
from tests.support.services import wait_until


def stream_of(text: bytes) -> "io.BufferedReader":
    reader, writer = os.pipe()
    os.write(writer, text)
    os.close(writer)
    return os.fdopen(reader, "rb")


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_line_has_its_childs_name_in_front():
    seen = io.StringIO()
    terminal = Terminal(seen)

    terminal.take("rewrite", stream_of(b"one\ntwo\r\nlast without an end"))

    wait_until(lambda: seen.getvalue().count("\n") == 3, seconds=5, what="three lines")
    assert seen.getvalue().splitlines() == [
        "rewrite    | one",
        "rewrite    | two",
        "rewrite    | last without an end",
    ]
    assert terminal.last_line("rewrite") == "last without an end"


def test_colour_is_for_terminals_alone():
    plain, tty = io.StringIO(), Tty()
    Terminal(plain).say("up")
    Terminal(tty).say("up")

    assert "\x1b" not in plain.getvalue()
    assert "\x1b[" in tty.getvalue()


def test_on_a_terminal_children_are_asked_for_lines_that_people_read():
    assert Terminal(Tty()).environment("auto")["LOG_FORMAT"] == "console"
    assert "LOG_FORMAT" not in Terminal(Tty()).environment("json")
    assert "LOG_FORMAT" not in Terminal(io.StringIO()).environment("auto")


def test_bytes_that_are_no_text_do_not_stop_the_reader():
    seen = io.StringIO()

    Terminal(seen).take("beat", stream_of(b"\xff\xfe\nafter\n"))

    wait_until(lambda: "after" in seen.getvalue(), seconds=5, what="the line after")
    assert seen.getvalue().count("beat") == 2


def test_quiet_children_write_a_file_each_which_a_new_start_begins_anew(tmp_path):
    old = tmp_path / "beat.log"
    old.write_text("from yesterday\n")
    files = LogFiles(tmp_path)

    files.take("beat", stream_of(b"first\n"))
    wait_until(lambda: "first" in old.read_text(), seconds=5, what="the first line")
    files.take("beat", stream_of(b"after a restart\n"))
    wait_until(lambda: "after" in old.read_text(), seconds=5, what="the second line")

    assert old.read_text() == "first\nafter a restart\n"
    assert files.last_line("beat") == "after a restart"
