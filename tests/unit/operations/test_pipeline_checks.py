"""What the doctor says of the workers: those that answer, else those with a heartbeat."""

from datetime import UTC, datetime, timedelta

import pytest

from app.config.settings import Settings
from app.db.read_models.stats import ProcessFigure, QueueFigure
from app.domain.priority import Priority
from app.operations.finding import State
from app.operations.pipeline_checks import Answering, Snapshot, judge

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BUSY = ProcessFigure("host:7:9:ab", NOW - timedelta(hours=1), NOW, 0)
SILENT = ProcessFigure("host:7:8:ab", NOW - timedelta(hours=1), NOW - timedelta(hours=1), 0)


def workers(tmp_path, *, processes=(), due=0, answering=None):
    queue = QueueFigure("evaluation", Priority.NORMAL, waiting=due)
    snapshot = Snapshot((queue,), {}, tuple(processes), NOW, 0, answering)
    [finding] = [one for one in judge(snapshot, Settings(state_dir=tmp_path), NOW) if one.check == "workers"]
    return finding


@pytest.mark.parametrize(
    ("given", "state", "said"),
    [
        ({"answering": Answering(1, 4)}, State.OK, "answering: 1 worker with 4 processes; 0 jobs due"),
        ({"answering": Answering(2, 1), "due": 1}, State.OK, "2 workers with 1 process; 1 job due"),
        ({"processes": [BUSY, SILENT]}, State.OK, "1 process with a heartbeat"),
        ({"processes": [BUSY], "answering": Answering(0, 0)}, State.OK, "no worker answers"),
        ({"processes": [SILENT], "due": 3}, State.WRONG, "3 jobs are due and no process"),
        ({"due": 3, "answering": Answering(0, 0)}, State.WRONG, "no process has sent a heartbeat"),
        ({"answering": Answering(0, 0)}, State.WARNING, "no worker answers"),
        ({}, State.OK, "could not be asked"),
    ],
)
def test_idle_workers_count_and_nobody_is_counted_who_is_not_there(tmp_path, given, state, said):
    finding = workers(tmp_path, **given)

    assert finding.state is state
    assert said in finding.detail
    assert bool(finding.remedy) == (state is not State.OK)
