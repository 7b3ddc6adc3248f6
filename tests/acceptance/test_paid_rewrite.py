"""The whole loop over HTTP: a server that speaks OpenAI's protocol rewrites, and is paid once."""

import os
import subprocess
import sys

import pytest

from tests.support.llm_server import LlmServer
from tests.support.rewriting_model import rewriting

ARTICLE = """# How long does a rain barrel last?

It is important to note that the barrel is made of polyethylene, which the sun makes brittle in order to
remind us that nothing lasts. A barrel in the shade keeps its strength for many summers, and a barrel in
full sun loses it sooner, as gardeners have taught each other for generations over the fence.

## How do I keep it in shape?

It is a fact that the tap is the weakest part. Close it by hand and never with a tool, empty the barrel
before the first frost, and put the lid on so that neither leaves nor gnats get in. A coat of paint keeps
the sun away from the wall of the barrel, and a board under it keeps the wet away from the bottom.
"""
POLICY = '[rewrite]\nproviders = ["openai:local-model"]\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "barrel.md").write_text(ARTICLE)
    (tmp_path / "copydesk.toml").write_text(POLICY)
    return tmp_path


def run(folder, server):
    environ = {
        **os.environ,
        "COPYDESK_HOME": str(folder / "home"),
        "OPENAI_BASE_URL": server.openai_url,
        "OPENAI_API_KEY": "local",
    }
    command = [sys.executable, "-m", "app.cli.main", "run", "barrel.md", "--no-broker", "--json"]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_a_model_rewrites_over_http_and_the_same_request_is_never_paid_twice(folder):
    with LlmServer(answer=rewriting()) as server:
        first = run(folder, server)
        paid = server.paid
        second = run(folder, server)

        assert (first.returncode, second.returncode) == (1, 1), first.stderr + second.stderr
        assert paid == server.paid >= 1
        assert "polyethylene" in server.calls[0].user
        assert "rewrite" in first.stdout


def test_a_provider_that_is_down_leaves_the_article_with_a_person_and_nothing_paid(folder):
    with LlmServer(answer=rewriting()) as server:
        server.faults.append("401")
        finished = run(folder, server)

    assert finished.returncode == 1
    assert "openai answered 401" in finished.stdout
    assert server.paid == 0
