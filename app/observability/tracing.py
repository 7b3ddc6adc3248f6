"""One OpenTelemetry trace per submission, from its arrival to its decision, across all queues.

No context is propagated: like a trace id, a submission's id is 128 bits of time and randomness, so every
process that handles the submission knows its trace (docs/adr/0009). Off unless COPYDESK_OTLP_ENDPOINT is
set. No text is exported.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, StatusCode, TraceFlags

from app.config.settings import Settings
from app.domain.ids import as_number
from app.domain.jobs import Claimed, JobOutcome, queue_of
from app.domain.priority import Priority
from app.jobs.observer import Observer

FLUSH_MILLISECONDS = 3000
"""When a process exits: an unavailable collector must not delay it."""
FAILED = frozenset({"dead"})
LOW_64_BITS = (1 << 64) - 1


class TracingObserver:
    """An `Observer` that turns what it observes into spans and passes everything on to another observer."""

    def __init__(self, inner: Observer, provider: TracerProvider, ids: "SubmissionIds") -> None:
        self._inner = inner
        self._provider = provider
        self._ids = ids
        self._tracer = provider.get_tracer("copydesk")
        self._open: ContextVar[tuple[Span, Any] | None] = ContextVar("open", default=None)
        """Per thread: a web process has many."""

    def submitted(self, submission_id: str) -> None:
        with self._ids.of(submission_id):
            root = self._tracer.start_span("submission", context=context.Context())
        root.set_attribute("copydesk.submission", submission_id)
        root.end()
        self._inner.submitted(submission_id)

    def decided(self, submission_id: str, decision: str) -> None:
        span = self._tracer.start_span("decision", context=_within(submission_id))
        span.set_attributes({"copydesk.submission": submission_id, "copydesk.decision": decision})
        span.end()
        self._inner.decided(submission_id, decision)

    def began(self, claim: Claimed) -> None:
        self._close()
        if claim.submission_id:
            span = self._tracer.start_span(claim.task_name, context=_within(claim.submission_id))
            span.set_attributes(
                {
                    "copydesk.submission": claim.submission_id,
                    "copydesk.queue": queue_of(claim.task_name),
                    "copydesk.priority": claim.priority.label,
                    "copydesk.attempt": claim.attempt,
                    "copydesk.work": claim.job_id,
                }
            )
            self._open.set((span, context.attach(trace.set_span_in_context(span))))
        self._inner.began(claim)

    def ended(self, claim: Claimed, outcome: JobOutcome, seconds: float) -> None:
        span = trace.get_current_span()
        span.set_attribute("copydesk.outcome", outcome)
        if outcome in FAILED:
            span.set_status(StatusCode.ERROR)
        self._close()
        self._inner.ended(claim, outcome, seconds)

    def retried(self, claim: Claimed, reason: str, seconds: float) -> None:
        trace.get_current_span().add_event("retry", {"reason": reason, "seconds": seconds})
        self._inner.retried(claim, reason, seconds)

    def lost(self, queue: str, priority: Priority, *, is_dead: bool) -> None:
        self._inner.lost(queue, priority, is_dead=is_dead)

    def abstained(self, detector: str, code: str) -> None:
        trace.get_current_span().add_event("abstained", {"detector": detector, "code": code})
        self._inner.abstained(detector, code)

    def close(self) -> None:
        self._close()
        self._provider.force_flush(FLUSH_MILLISECONDS)
        self._provider.shutdown()
        self._inner.close()

    def _close(self) -> None:
        # An attempt that was cut off by a time limit never reported its end.
        opened = self._open.get()
        if opened is not None:
            span, token = opened
            context.detach(token)
            span.end()
            self._open.set(None)


class SubmissionIds(RandomIdGenerator):
    """Random ids, except that the root span of a submission has ids derived from the submission's."""

    def __init__(self) -> None:
        self._submission: ContextVar[int | None] = ContextVar("submission", default=None)

    @contextmanager
    def of(self, submission_id: str) -> Iterator[None]:
        token = self._submission.set(as_number(submission_id))
        try:
            yield
        finally:
            self._submission.reset(token)

    def generate_trace_id(self) -> int:
        submission = self._submission.get()
        return super().generate_trace_id() if submission is None else submission

    def generate_span_id(self) -> int:
        submission = self._submission.get()
        return super().generate_span_id() if submission is None else _root_span(submission)


def traced(
    inner: Observer,
    settings: Settings,
    *,
    component: str,
    exporter: Callable[[str], SpanExporter] = lambda endpoint: OTLPSpanExporter(endpoint=endpoint),
) -> TracingObserver:
    """Create it in the process that uses it: the exporter has its own thread."""
    assert settings.otlp_endpoint is not None
    ids = SubmissionIds()
    provider = TracerProvider(
        # By trace id, so that every process decides the same for one submission.
        sampler=TraceIdRatioBased(settings.traces_share),
        resource=Resource.create({"service.name": "copydesk", "service.namespace": component}),
        id_generator=ids,
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter(f"{settings.otlp_endpoint}/v1/traces")))
    return TracingObserver(inner, provider, ids)


def _within(submission_id: str) -> context.Context:
    """A context whose parent is the submission's root span, which another process may have created."""
    number = as_number(submission_id)
    sampled = TraceFlags(TraceFlags.SAMPLED)
    parent = SpanContext(number, _root_span(number), is_remote=True, trace_flags=sampled)
    return trace.set_span_in_context(NonRecordingSpan(parent), context.Context())


def _root_span(number: int) -> int:
    return number & LOW_64_BITS or 1
