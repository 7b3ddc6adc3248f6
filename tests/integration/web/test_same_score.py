"""One text has one score: on the command line, from a worker, over the API, on any number of threads."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.content import read_document
from app.db.codec import dump
from app.domain.access import Permission
from app.domain.policy import Policy
from app.domain.scores import DetectorScore
from app.evaluation.evaluate import evaluate
from app.workflow.application import Application
from app.workflow.inline import drain

SAMPLES = sorted((Path(__file__).parents[3] / "samples" / "guides").glob("*.md"))
SEEN = ("label", "probability", "confidence", "words", "windows")


@pytest.fixture(scope="module")
def on_the_command_line():
    done = CliRunner().invoke(app, ["check", "--json", "--jobs", "2", *map(str, SAMPLES)])
    files = json.loads(done.stdout)["files"]
    return {Path(one["path"]).name: one["detectors"][0] for one in files}


def test_the_command_line_a_worker_and_the_api_give_the_same_score(web, on_the_command_line):
    client = web.token("admin", *Permission)
    for path in SAMPLES:
        new = {"path": path.name, "text": path.read_text(encoding="utf-8"), "project": "default"}
        submission_id = client.post("/api/v1/submissions", json=new).json()["id"]
        drain(web.services)

        detail = Application(web.services).show(submission_id)
        worked = detail.evaluations[detail.original.id].evaluation.detectors["copydesk"]
        revisions = client.get(f"/api/v1/submissions/{submission_id}/revisions").json()
        over_the_api = revisions[0]["evaluation"]["detectors"]["copydesk"]

        expected = on_the_command_line[path.name]
        assert over_the_api == dump(DetectorScore, worked)
        assert {key: over_the_api[key] for key in SEEN} == {key: expected[key] for key in SEEN}


def test_eight_threads_give_the_score_of_one(web, on_the_command_line):
    tools = web.services.evaluation

    def scored(path):
        document = read_document(path.read_bytes(), path=path.name)
        return evaluate(document, policy=Policy(), tools=tools).detectors["copydesk"]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(scored, SAMPLES * 4))

    for path, score in zip(SAMPLES * 4, found, strict=True):
        assert score.probability == on_the_command_line[path.name]["probability"]
