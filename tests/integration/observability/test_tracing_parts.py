"""What becomes of retries, dead letters and samples; an exporter that keeps the spans in memory."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from app.config.settings import load_settings
from app.domain.ids import as_number, new_id
from app.domain.jobs import Claimed
from app.domain.priority import Priority
from app.jobs.observer import NullObserver
from app.observability import traced as traced_if_set
from app.observability.tracing import traced

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def claim(submission: str) -> Claimed:
    return Claimed("work", "rewrite.rewrite_revision", submission, "rev", "token", 1, 0, NOW, Priority.URGENT)


def watch(tmp_path, share="1"):
    environ = {
        "COPYDESK_HOME": str(tmp_path),
        "COPYDESK_OTLP_ENDPOINT": "http://127.0.0.1:1",
        "COPYDESK_TRACES_SHARE": share,
    }
    kept = InMemorySpanExporter()
    return traced(NullObserver(), load_settings(environ), component="test", exporter=lambda _: kept), kept


def spans(made, kept):
    made._provider.force_flush()
    return list(kept.get_finished_spans())


def an_id(number: int) -> str:
    return new_id(number, lambda bits: (number * 0x9E3779B97F4A7C15) % (1 << bits))


def test_a_retry_is_an_event_of_its_attempt_and_a_dead_letter_an_error(tmp_path):
    made, kept = watch(tmp_path)
    one = claim(an_id(1))
    made.began(one)
    made.retried(one, "ProviderRateLimited", 30.0)
    made.ended(one, "retry", 0.1)
    made.began(replace(one, attempt=2))
    made.ended(replace(one, attempt=2), "dead", 0.1)

    first, second = spans(made, kept)

    assert [(event.name, event.attributes["reason"]) for event in first.events] == [
        ("retry", "ProviderRateLimited")
    ]
    assert first.status.status_code is StatusCode.UNSET
    assert (second.status.status_code, second.attributes["copydesk.attempt"]) == (StatusCode.ERROR, 2)
    assert first.context.trace_id == second.context.trace_id == as_number(one.submission_id)
    made.close()


def test_an_attempt_that_was_cut_off_does_not_swallow_the_next(tmp_path):
    made, kept = watch(tmp_path)
    made.began(claim(an_id(1)))  # a time limit: it never says that it ended
    made.began(claim(an_id(2)))
    made.ended(claim(an_id(2)), "done", 0.1)

    assert [span.context.trace_id for span in spans(made, kept)] == [as_number(an_id(1)), as_number(an_id(2))]
    made.close()


def test_a_share_keeps_whole_submissions_the_same_ones_in_each_process(tmp_path):
    kept_by = []
    for _ in range(2):
        made, kept = watch(tmp_path, share="0.5")
        for number in range(1, 101):
            made.submitted(an_id(number))
            made.decided(an_id(number), "approve")
        by_trace = [span.context.trace_id for span in spans(made, kept)]
        kept_by.append(set(by_trace))
        assert len(by_trace) == 2 * len(set(by_trace)), "whole traces"
        made.close()

    assert kept_by[0] == kept_by[1]
    assert 25 < len(kept_by[0]) < 75


def test_without_an_address_nothing_is_traced(tmp_path):
    inner = NullObserver()

    assert traced_if_set(inner, load_settings({"COPYDESK_HOME": str(tmp_path)}), component="cli") is inner


@pytest.mark.parametrize("number", [1, 1 << 40, (1 << 48) - 1])
def test_an_id_is_128_bits_and_back(number):
    assert as_number(an_id(number)) >> 80 == number
