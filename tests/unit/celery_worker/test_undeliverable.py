"""Messages that no task can take are kept as values that JSON can hold."""

import json
from types import SimpleNamespace

import pytest

from app.domain.errors import ConfigurationError
from celery_worker.signals import check_queues
from celery_worker.undeliverable import MOST_BYTES, as_json_values


def message(body, **headers):
    return SimpleNamespace(
        body=body, headers=headers, content_type="application/json", delivery_info={"routing_key": "rewrite"}
    )


def test_a_message_in_utf8_is_kept_as_text():
    kept = as_json_values(message('{"ä": 1}'.encode(), task="rewrite.new", id="7"))

    assert (kept["body"], kept["body_encoding"], kept["queue"]) == ('{"ä": 1}', "utf-8", "rewrite")
    assert kept["headers"] == {"task": "rewrite.new", "id": "7"}


def test_a_message_in_no_text_is_kept_as_base64():
    kept = as_json_values(message(b"\x80\x04\x95"))

    assert (kept["body"], kept["body_encoding"]) == ("gASV", "base64")


def test_of_a_huge_message_the_beginning_is_kept_and_its_size():
    kept = as_json_values(message(b"x" * 1_000_000))

    assert (len(kept["body"]), kept["body_bytes"]) == (MOST_BYTES, 1_000_000)
    assert len(json.dumps(kept)) < 2 * MOST_BYTES


def test_a_message_without_headers_is_kept_too():
    assert as_json_values(SimpleNamespace(body="", headers=None, content_type=None, delivery_info=None))


@pytest.mark.parametrize("asked", ["evaluation", ["rewrite", "celery"], None, "evaluation,escalation"])
def test_queues_that_exist_are_accepted(asked):
    assert check_queues(asked) is None


def test_a_misspelt_queue_is_refused_with_the_real_ones():
    with pytest.raises(ConfigurationError, match=r"evalution.*evaluation, rewrite, escalation, celery"):
        check_queues("evalution")
