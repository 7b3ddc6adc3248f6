"""Processes that compute for the threads that hold calls: nothing needs them, none outlives its owner."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from app.config.settings import Settings
from app.content import read_text
from app.domain.errors import ReplyUnusable
from app.domain.policy import RewritePolicy
from app.jobs.worker import WorkerIdentity
from app.platform.environment import environ_with_our_modules
from app.rewrite.candidate import candidate_of
from app.rewrite.helpers import Helpers, helpers_for
from app.rewrite.proposal import Proposal, RewriteJob
from app.rewrite.text import Text
from app.tasks.deadline import deadline

ARTICLE = Path(__file__).parents[3] / "samples" / "guides" / "kettle-limescale.md"
OWNER = """
import os, time
from app.rewrite.helpers import Helpers
print(Helpers(1).run(os.getpid), flush=True)
time.sleep(60)
"""


@pytest.fixture
def helpers():
    made = Helpers(1, patience_seconds=0.5)
    yield made
    made.close()


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def wait_until(condition, *, seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def warm(helpers: Helpers) -> int:
    """The number of the process that computes, once it does: a slow start is answered in place."""
    assert wait_until(lambda: helpers.run(os.getpid) != os.getpid(), seconds=60)
    return helpers.run(os.getpid)


def test_what_is_computed_is_computed_in_another_process(helpers):
    helper = warm(helpers)

    assert helper != os.getpid()
    assert helpers.run(divmod, 7, 2) == (3, 1)


def test_a_candidate_made_by_a_helper_is_the_one_made_in_place(helpers):
    source = ARTICLE.read_text(encoding="utf-8")
    text = Text(source, "a.md")
    job = RewriteJob("s", "r", 1, text, (), RewritePolicy())
    section = read_text(source, path="a.md").sections[1]
    old = source[section.span.start : section.span.end]
    proposal = Proposal(replacements={section.id: old.replace("throw that away", "pour 3 litres away")})
    warm(helpers)

    made = helpers.run(candidate_of, job, text, proposal, ())

    assert made == candidate_of(job, text, proposal, ())
    assert made.is_change
    assert not made.facts.kept
    assert made.changes


def test_an_error_is_raised_where_the_work_was_asked_for(helpers):
    job = RewriteJob("s", "r", 1, Text("# A\n\nb\n", "a.md"), (), RewritePolicy())
    warm(helpers)

    with pytest.raises(ReplyUnusable, match="s99"):
        helpers.run(candidate_of, job, job.text, Proposal(replacements={"s99": "c"}), ())


def test_a_helper_that_is_killed_in_its_work_costs_a_second_go_and_no_more(helpers):
    first = warm(helpers)
    given = []
    waits = threading.Thread(target=lambda: given.append(helpers.run(time.sleep, 1.5)))
    waits.start()
    time.sleep(0.3)

    os.kill(first, signal.SIGKILL)
    waits.join(30)

    assert given == [None]
    assert is_gone(first)
    assert warm(helpers) not in {first, os.getpid()}


def test_a_helper_that_is_busy_with_another_is_not_waited_for(helpers):
    warm(helpers)
    other = threading.Thread(target=helpers.run, args=(time.sleep, 5.0))
    other.start()
    time.sleep(0.3)

    helpers.run(os.getpid)
    was_busy = other.is_alive()

    other.join()
    assert was_busy


def test_a_time_limit_strikes_while_a_helper_computes_and_the_next_answer_is_the_next_ones(helpers):
    warm(helpers)

    with (
        pytest.raises(SoftTimeLimitExceeded),
        deadline(soft_seconds=0.5, hard_seconds=None),
    ):
        helpers.run(time.sleep, 4.0)

    assert wait_until(lambda: helpers.run(divmod, 7, 2) == (3, 1))


def test_a_signal_to_the_whole_group_leaves_the_helper_to_its_owner(helpers):
    helper = warm(helpers)

    os.kill(helper, signal.SIGTERM)
    os.kill(helper, signal.SIGINT)

    assert warm(helpers) == helper


def test_a_helper_ends_when_its_owner_closes():
    helpers = Helpers(1)
    helper = warm(helpers)

    helpers.close()

    assert is_gone(helper)
    assert helpers.run(os.getpid) == os.getpid()


def test_a_helper_ends_when_its_owner_is_killed():
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True, env=environ_with_our_modules()
    )
    assert owner.stdout is not None
    helper = int(owner.stdout.readline())

    owner.kill()
    owner.wait()
    owner.stdout.close()

    assert wait_until(lambda: is_gone(helper))


def test_who_holds_one_call_computes_by_itself(tmp_path):
    settings = Settings(state_dir=tmp_path, rewrite_helpers=1)

    alone = helpers_for(WorkerIdentity(slots=1), settings)
    child_of_a_worker = helpers_for(WorkerIdentity(worker_pid=os.getppid(), slots=64), settings)

    assert alone.run(os.getpid) == os.getpid()
    assert child_of_a_worker.run(os.getpid) == os.getpid()
