"""Gauges and sums from the database: exact at the time of the scrape, whichever processes were killed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.db.read_models.counters import MEASURED, Sums
from app.db.read_models.stats import Figures
from app.domain.budgets import house_month
from app.domain.errors import StoreFault, StoreUnavailable
from app.domain.priority import Priority
from app.observability.metrics.totals import RunningTotals
from app.workflow.services import Services

QUEUES = ("evaluation", "rewrite", "escalation")
"""The queues whose jobs are in the database; housekeeping (`celery`) has none."""


class RowsCollector:
    """For a registry. If the database cannot be read, it reports only `copydesk_database_up 0`."""

    def __init__(self, services: Services, *, month_limit: Callable[[], Decimal | None]) -> None:
        self._services = services
        self._month_limit = month_limit
        self._added: RunningTotals[tuple[str, ...]] = RunningTotals(settled_after=timedelta(minutes=10))
        self._evaluations: RunningTotals[tuple[str, ...]] = RunningTotals(settled_after=timedelta(minutes=10))
        # A possibly billed call may still be settled by a late response: allow a lease and a half.
        self._calls: RunningTotals[tuple[str, ...]] = RunningTotals(settled_after=timedelta(hours=1))

    def describe(self) -> Iterable[Any]:
        """Nothing: otherwise a registry would collect once on registration."""
        return ()

    def collect(self) -> Iterator[Any]:
        try:
            found = list(self._read())
        except (StoreUnavailable, StoreFault):
            yield gauge("copydesk_database_up", "Whether the database answers.", {(): 0})
            return
        yield gauge("copydesk_database_up", "Whether the database answers.", {(): 1})
        yield from found

    def _read(self) -> Iterator[Any]:
        now = self._services.clock.now()
        with self._services.store.read() as tx:
            figures, sums = Figures(tx.session), Sums(tx.session)
            yield from _queues(figures, now)
            yield from _pipeline(figures, self._services, now)
            yield from _people(figures, now)
            yield from _outbox(figures, now)
            added = self._added.read(sums.added, now)
            about = "Jobs ever created, finished or not."
            yield counter("copydesk_work_added", about, added, ("queue", "priority"))
            yield from _evaluations(self._evaluations.read(sums.evaluations, now))
            yield from _calls(self._calls.read(sums.calls, now))
            yield from _budget(figures, now, self._month_limit(), self._services.settings.month_budget)


def _queues(figures: Figures, now: datetime) -> Iterator[Any]:
    known = {(figure.queue or "unrouted", figure.priority): figure for figure in figures.queues()}
    # Zeros are exported too: an alert on an absent series never fires.
    keys = sorted({(queue, priority) for queue in QUEUES for priority in Priority} | set(known))
    for name, about in (
        ("waiting", "Jobs that are ready to start."),
        ("postponed", "Jobs that wait for a later time, such as retries."),
        ("running", "Jobs that a process holds."),
        ("dead", "Jobs that failed for good and wait for a person."),
    ):
        values = {(queue, one.label): getattr(known.get((queue, one)), name, 0) for queue, one in keys}
        yield gauge(f"copydesk_work_{name}", about, values, ("queue", "priority"))
    ages = {
        (queue, one.label): (now - known[queue, one].oldest_at).total_seconds()  # type: ignore[operator]
        if (queue, one) in known and known[queue, one].oldest_at is not None
        else 0.0
        for queue, one in keys
    }
    about = "How long the oldest waiting job has been ready; 0 if none waits."
    yield gauge("copydesk_work_oldest_seconds", about, ages, ("queue", "priority"))
    paused = figures.paused()
    switches = {(queue,): int(queue in paused) for queue in QUEUES}
    yield gauge("copydesk_queue_paused", "Whether a person has paused the queue.", switches, ("queue",))


def _pipeline(figures: Figures, services: Services, now: datetime) -> Iterator[Any]:
    swept_at = figures.last_time("sweep")
    lag = -1.0 if swept_at is None else (now - swept_at).total_seconds()
    yield gauge("copydesk_sweep_lag_seconds", "Since the last sweep; -1 if there was none.", {(): lag})
    patience = timedelta(seconds=services.settings.heartbeat_stale_seconds)
    alive = sum(now - process.beat_at <= patience for process in figures.processes())
    yield gauge(
        "copydesk_processes_alive", "Processes that hold or held jobs and send heartbeats.", {(): alive}
    )


def _people(figures: Figures, now: datetime) -> Iterator[Any]:
    statuses = {(status,): count for status, count in figures.submissions().items()}
    yield gauge("copydesk_submissions", "Submissions by status.", statuses, ("status",))
    counts = {priority: (count, late) for priority, count, late in figures.cases(now)}
    for name, about, index in (
        ("open", "Cases that wait for a person.", 0),
        ("overdue", "Cases past the deadline of their level.", 1),
    ):
        values = {(one.label,): counts.get(one, (0, 0))[index] for one in Priority}
        yield gauge(f"copydesk_cases_{name}", about, values, ("priority",))


def _outbox(figures: Figures, now: datetime) -> Iterator[Any]:
    unsent, since = figures.unsent_deliveries()
    lag = 0.0 if since is None else (now - since).total_seconds()
    yield gauge(
        "copydesk_outbox_waiting", "Webhook messages and notifications not yet delivered.", {(): unsent}
    )
    yield gauge(
        "copydesk_outbox_lag_seconds", "How long the oldest of them has waited; 0 if none.", {(): lag}
    )


def _evaluations(totals: dict[tuple[str, ...], int]) -> Iterator[Any]:
    from prometheus_client.core import HistogramMetricFamily

    verdicts = {(key[1],): count for key, count in totals.items() if key[0] == "verdict"}
    yield counter("copydesk_evaluations", "Evaluations by verdict.", verdicts, ("verdict",))
    below, buckets = 0, []
    for bound in MEASURED:
        below += totals.get(("score", str(bound)), 0)
        buckets.append((str(float(bound)), float(below)))
    scores = HistogramMetricFamily(
        "copydesk_aeo_score", "Measured score of the evaluated revisions, 0 to 100."
    )
    scores.add_metric([], [*buckets, ("+Inf", float(below))], float(totals.get(("score", "sum"), 0)))
    yield scores


def _calls(totals: dict[tuple[str, ...], int]) -> Iterator[Any]:
    labels = ("provider", "model")
    calls = {key[1:]: count for key, count in totals.items() if key[0] == "calls"}
    yield counter("copydesk_llm_calls", "Paid calls by their state in the ledger.", calls, (*labels, "state"))
    tokens: dict[tuple[str, ...], float] = {}
    money: dict[tuple[str, ...], float] = {}
    for (kind, provider, model, _state), number in totals.items():
        if kind == "micro_usd":
            money[provider, model] = money.get((provider, model), 0) + number / 1e6
        elif kind != "calls":
            key = (provider, model, kind)
            tokens[key] = tokens.get(key, 0) + number
    yield counter("copydesk_llm_tokens", "Tokens of settled calls.", tokens, (*labels, "kind"))
    yield counter("copydesk_llm_cost_usd", "US dollars; possibly billed calls in full.", money, labels)


def _budget(figures: Figures, now: datetime, limit: Decimal | None, of_house: float | None) -> Iterator[Any]:
    used = {row.scope: row for row in figures.budgets(house_month(now))}
    house = used.pop(house_month(now), None)
    spent = house.spent_micro_usd / 1e6 if house is not None else 0.0
    reserved = house.reserved_micro_usd / 1e6 if house is not None else 0.0
    yield gauge("copydesk_budget_spent_usd", "US dollars spent this month.", {(): spent})
    yield gauge("copydesk_budget_reserved_usd", "US dollars reserved for running calls.", {(): reserved})
    left = [] if of_house is None else [of_house - spent - reserved]
    if limit is not None:
        fullest = max((row.spent_micro_usd + row.reserved_micro_usd for row in used.values()), default=0)
        left.append(float(limit) - fullest / 1e6)
    if left:
        about = "US dollars left of this month's budget: of the house's or the fullest project's."
        yield gauge("copydesk_budget_left_usd", about, {(): min(left)})


def gauge(name: str, about: str, values: Mapping[Any, float], labels: tuple[str, ...] = ()) -> Any:
    """`values` maps label values to numbers."""
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(name, about, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def counter(name: str, about: str, values: Mapping[Any, float], labels: tuple[str, ...]) -> Any:
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(name, about, labels=labels)
    for key, value in sorted(values.items()):
        family.add_metric(key, value)
    return family
