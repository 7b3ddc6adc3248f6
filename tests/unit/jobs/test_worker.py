"""Who is gone from here, and who only cannot be seen."""

import os
import subprocess
import sys

from app.jobs.worker import WorkerIdentity, here, is_gone


def test_a_living_process_is_not_gone():
    assert not is_gone(WorkerIdentity().new_process_id())


def test_a_process_that_ended_is_gone():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(20)

    assert is_gone(f"{here()}:1:{ended.pid}:abcd")


def test_a_process_that_ended_and_was_not_collected_is_gone():
    ended = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    ended.stdout.read()
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)

    assert is_gone(f"{here()}:1:{ended.pid}:abcd")
    ended.stdout.close()
    ended.wait(20)


def test_a_number_from_another_place_says_nothing():
    assert not is_gone("another.host:1:999999999:abcd")


def test_an_id_of_an_older_release_says_nothing():
    assert not is_gone(f"{here()}:4242:deadbeef")


def test_the_processes_of_a_worker_begin_with_its_name():
    place = WorkerIdentity(worker_pid=7, slots=2)

    assert place.new_process_id().startswith(f"{place.worker}:")
