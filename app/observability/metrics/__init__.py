"""Numbers for Prometheus: gauges from the rows, counters from the processes that did the work.

`worker_counters` for a worker, `page` for whoever serves the rows' truth (the desk, `copydesk metrics`).
"""

from app.observability.metrics.page import CONTENT_TYPE, MetricsPage

__all__ = ["CONTENT_TYPE", "MetricsPage"]
