"""Queries for pages and lists: one each, with keyset pagination, never with an offset."""

from sqlalchemy.orm import Session

from app.db.read_models.costs import CostPages
from app.db.read_models.judged import JudgedPages
from app.db.read_models.library import LibraryPages
from app.db.read_models.overview import OverviewPages
from app.db.read_models.queue import QueuePages
from app.db.read_models.system import SystemPages
from app.platform.clock import Clock


class Pages:
    """The reading side of the store."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.queue = QueuePages(session, clock)
        self.library = LibraryPages(session)
        self.overview = OverviewPages(session, clock)
        self.costs = CostPages(session, clock)
        self.judged = JudgedPages(session)
        self.system = SystemPages(session)


__all__ = ["Pages"]
