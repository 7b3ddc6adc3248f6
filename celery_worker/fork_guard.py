"""Refuse a start with connections that were opened before the fork.

A pool of connections shared by two processes hands out other tasks' rows without an error (41 of 400
measured). What was made is found among the living objects, so a plug-in's client made at import is found too.
"""

import gc
from collections.abc import Iterable, Iterator

from app.domain.errors import ConfigurationError
from app.llm.registry import client_types

NOT_SHAREABLE = frozenset(
    {
        "sqlalchemy.engine.base.Engine",
        "sqlalchemy.ext.asyncio.engine.AsyncEngine",
        "psycopg.Connection",
        "sqlite3.Connection",
        "httpx2.Client",
        "httpx.Client",
        "requests.sessions.Session",
    }
)
"""Besides the clients that the model providers name themselves."""


def refuse_inherited(objects: Iterable[object] | None = None) -> None:
    """Raise ConfigurationError when this process, about to fork, holds what its children must not share."""
    found = sorted(set(inherited(gc.get_objects() if objects is None else objects)))
    if found:
        names = ", ".join(found)
        raise ConfigurationError(
            f"made before the worker forks: {names}. The children would share its connections and get each "
            "other's rows and answers. Make it in the child, in a factory (app.workflow.bootstrap), not on "
            "import"
        )


def inherited(objects: Iterable[object]) -> Iterator[str]:
    """The names of the classes, among these objects, whose connections do not survive a fork."""
    refused = NOT_SHAREABLE | client_types()
    for thing in objects:
        for base in type(thing).__mro__:
            if f"{base.__module__}.{base.__qualname__}" in refused:
                yield f"{base.__module__.partition('._')[0]}.{base.__qualname__}"
                break
