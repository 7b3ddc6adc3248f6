"""Close resources when a process shuts down."""


def close_if_it_can(thing: object) -> None:
    """Call the object's `close`, if it has one."""
    close = getattr(thing, "close", None)
    if close is not None:
        close()
