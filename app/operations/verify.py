"""A sanity check of the stored data: are rows consistent, and is each text the one that was judged?"""

from collections.abc import Iterator

from app.db.repositories.audit import MOST_NAMED, Audit, Misfit
from app.workflow.services import Services


def verify(services: Services) -> Iterator[Misfit]:
    """The inconsistencies, if any. Only reads. Raises StoreUnavailable."""
    with services.store.read() as tx:
        yield from Audit(tx.session).misfits()
    changed: list[str] = []
    last = ""
    while True:
        with services.store.read() as tx:
            last, found = Audit(tx.session).texts(last)
        changed += found
        if not last:
            break
    if changed:
        yield Misfit("a revision's text does not match its stored fingerprint", tuple(changed[:MOST_NAMED]))
