"""Give back connections at the end of a process's services."""


def close_if_it_can(thing: object) -> None:
    """Close what has a `close`, and leave everything else alone."""
    close = getattr(thing, "close", None)
    if close is not None:
        close()
