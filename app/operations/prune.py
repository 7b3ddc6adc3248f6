"""Retention: remove decided submissions that are past their retention period, a few at a time."""

from datetime import datetime

from app.db.repositories.retention import Pruning
from app.workflow.services import Services

BATCH = 100
"""Submissions per transaction: small, so that claims wait only milliseconds."""


def count_old(services: Services, before: datetime) -> int:
    """How many submissions `prune` would remove."""
    with services.store.read() as tx:
        return Pruning(tx.session).count(before)


def prune(services: Services, before: datetime) -> int:
    """Remove them; returns how many. May be interrupted and repeated at any time. Raises StoreUnavailable."""
    removed = 0
    while True:
        with services.store.transaction() as tx:
            pruning = Pruning(tx.session)
            some = pruning.some(before, limit=BATCH)
            if not some:
                pruning.forget_resolved(before)
                return removed
            pruning.remove(some)
        removed += len(some)
