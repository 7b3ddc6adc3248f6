"""Real worker processes give a text the score that the command line gives it."""

import json
import subprocess

import pytest

from app.db.codec import dump
from app.domain.policy import Policy
from app.domain.scores import DetectorScore
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from tests.support.processes import BIN, REPOSITORY, environ, started
from tests.support.services import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SAMPLES = sorted((REPOSITORY / "samples" / "guides").glob("*.md"))
SEEN = ("label", "probability", "confidence", "words", "windows")


def on_the_command_line(state):
    done = subprocess.run(
        [str(BIN / "copydesk"), "check", "--json", "--jobs", "2", *(path.name for path in SAMPLES)],
        cwd=SAMPLES[0].parent,
        env=environ(state),
        capture_output=True,
        text=True,
        check=False,
    )
    return {one["path"]: one["detectors"][0] for one in json.loads(done.stdout)["files"]}


def test_a_celery_worker_gives_the_score_of_the_command_line(tmp_path):
    with started([str(BIN / "copydesk"), "up", "--queue", "evaluation"], tmp_path / "state") as up:
        up.wait_for(" ready.")
        services = build_services(up.settings)
        desk = Application(services)
        submitted = {
            path.name: desk.submit(
                path.read_bytes(), path=path.name, policy=Policy(), run_id="run"
            ).submission_id
            for path in SAMPLES
        }

        def worked(name):
            detail = desk.show(submitted[name])
            stored = detail.evaluations.get(detail.original.id)
            return stored and dump(DetectorScore, stored.evaluation.detectors["copydesk"])

        wait_until(lambda: all(map(worked, submitted)), seconds=120, what="every article is evaluated")
        found = {name: {key: worked(name)[key] for key in SEEN} for name in submitted}
        services.close()

    on_cli = on_the_command_line(tmp_path / "state")
    assert found == {name: {key: on_cli[name][key] for key in SEEN} for name in submitted}
