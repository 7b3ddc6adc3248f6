"""Who is gone from here, and who only cannot be seen."""

import os
import signal
import subprocess
import sys

from app.jobs.worker import Life, WorkerIdentity, here, life_of


def test_a_living_process_is_not_gone():
    assert life_of(WorkerIdentity().new_process_id()) is Life.RUNNING


def test_a_process_that_ended_is_gone():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(20)

    assert life_of(f"{here()}:1:{ended.pid}:abcd") is Life.GONE


def test_a_process_that_ended_and_was_not_collected_is_gone():
    ended = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    ended.stdout.read()
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)

    assert life_of(f"{here()}:1:{ended.pid}:abcd") is Life.GONE
    ended.stdout.close()
    ended.wait(20)


def test_of_a_stopped_process_only_the_heartbeat_says_whether_it_works():
    stopped = subprocess.Popen(["sleep", "60"])
    stopped.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, stopped.pid, os.WSTOPPED | os.WNOWAIT)

    assert life_of(f"{here()}:1:{stopped.pid}:abcd") is Life.UNKNOWN
    stopped.kill()
    stopped.wait(20)


def test_a_number_from_another_place_says_nothing():
    assert life_of("another.host:1:999999999:abcd") is Life.UNKNOWN


def test_an_id_of_an_older_release_says_nothing():
    assert life_of(f"{here()}:4242:deadbeef") is Life.UNKNOWN


def test_the_processes_of_a_worker_begin_with_its_name():
    place = WorkerIdentity(worker_pid=7, slots=2)

    assert place.new_process_id().startswith(f"{place.worker}:")
