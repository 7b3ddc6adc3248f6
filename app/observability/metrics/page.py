"""The page that Prometheus scrapes: the database's state and, on request, this machine's worker counters."""

from decimal import Decimal

from app.domain.policy import Policy
from app.observability.metrics.counters import FOLDER
from app.observability.metrics.files import FilesCollector
from app.observability.metrics.rows import RowsCollector
from app.workflow.services import Services

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class MetricsPage:
    """One per serving process: it remembers the sums of old rows between scrapes.

    `with_workers` adds the counters of all workers that share our state folder. Leave it out if Prometheus
    scrapes the workers themselves, or everything is counted twice.
    """

    def __init__(self, services: Services, *, with_workers: bool = False) -> None:
        from prometheus_client import CollectorRegistry

        self._services = services
        self.registry = CollectorRegistry(auto_describe=False)
        self.registry.register(RowsCollector(services, month_limit=self._month_limit))
        if with_workers:
            folder = services.settings.state_dir / FOLDER
            self.registry.register(FilesCollector(folder, pattern="*/*.db"))

    def text(self) -> bytes:
        """The page's bytes, of the type CONTENT_TYPE. An unavailable database is one of its metrics."""
        from prometheus_client import generate_latest

        return generate_latest(self.registry)

    def _month_limit(self) -> Decimal | None:
        path = self._services.settings.policy_file
        if path is None:
            return Policy().rewrite.budgets.per_month
        from app.config.policy_file import PolicyFile

        return PolicyFile.load(path).policy_for(None).rewrite.budgets.per_month
