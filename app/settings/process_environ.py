"""Some libraries are told by the environment alone. This is where they are told."""

import os


def tell_library(name: str, value: str) -> None:
    """Set a variable of this process and of its children; never one of Copydesk's own settings."""
    os.environ[name] = value
