"""A sanity check of what is stored: whether rows fit together, and each text is the one that was judged."""

from collections.abc import Iterator

from app.db.repositories.audit import MOST_NAMED, Audit, Misfit
from app.workflow.services import Services


def verify(services: Services) -> Iterator[Misfit]:
    """What does not fit; nothing where all is well. Reads only. Raises StoreUnavailable."""
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
        yield Misfit(
            "a revision's text is not the one whose fingerprint is kept", tuple(changed[:MOST_NAMED])
        )
