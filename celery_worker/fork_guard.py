"""Refuse to start with connections that were opened before the fork.

A connection pool shared by two processes returns other tasks' rows without an error (41 of 400 measured).
The live objects are searched, so a client that a plug-in created at import is found too.
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
    """Raise ConfigurationError if this process, about to fork, holds what its children must not share."""
    if objects is None:
        gc.collect()  # what is no longer used is not shared: the check of the database made an engine, too
        objects = gc.get_objects()
    found = sorted(set(inherited(objects)))
    if found:
        names = ", ".join(found)
        raise ConfigurationError(
            f"created before the worker forks: {names}. The children would share its connections and get "
            "each other's rows and responses. Create it in the child, in a factory (app.workflow.bootstrap), "
            "not at import"
        )


def inherited(objects: Iterable[object]) -> Iterator[str]:
    """The classes, among those of these objects, whose connections do not survive a fork."""
    refused = NOT_SHAREABLE | client_types()
    for thing in objects:
        for base in type(thing).__mro__:
            if f"{base.__module__}.{base.__qualname__}" in refused:
                yield f"{base.__module__.partition('._')[0]}.{base.__qualname__}"
                break
