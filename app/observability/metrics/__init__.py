"""Metrics for Prometheus: gauges from the database, counters from the processes that ran the jobs.

`counters` is for a worker, `page` for a process that serves the database's state (web, `copydesk metrics`).
"""

from app.observability.metrics.page import CONTENT_TYPE, MetricsPage

__all__ = ["CONTENT_TYPE", "MetricsPage"]
