"""What pages and lists read: one query each, cut into pages by key and never by counting rows off."""

from sqlalchemy.orm import Session

from app.clock import Clock
from app.db.pages.costs import CostPages
from app.db.pages.judged import JudgedPages
from app.db.pages.library import LibraryPages
from app.db.pages.overview import OverviewPages
from app.db.pages.queue import QueuePages
from app.db.pages.system import SystemPages


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
