"""Create the state folder and what lies in it, private to their owner."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from app.domain.errors import ConfigurationError


def make_state_folder(folder: Path) -> None:
    """Create it and its missing parents, accessible only to the owner; existing folders are left unchanged.

    Raises ConfigurationError if that is not possible.
    """
    try:
        for one in (*reversed(folder.parents), folder):
            if not one.exists():
                one.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"COPYDESK_HOME: {folder} cannot be made ({error.strerror}): name a folder that you may write in"
        ) from error


PRIVATE_UMASK = 0o077
"""Of every process that writes into the state folder and nowhere else: the folder itself may be older than
Copydesk, and open to others."""


def set_private_umask() -> None:
    """From now on this process makes files and folders for its own user alone."""
    os.umask(PRIVATE_UMASK)


def keep_private(file: Path) -> None:
    """Create the file with mode 600 if it is missing; take an existing one of ours away from all other users.

    Its group's rights stay as they are: an operator may have given them. Never raises OSError: whoever opens
    the file next says what is wrong with it.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_EXCL, 0o600))
        return
    with suppress(OSError):
        found = file.stat()
        if stat.S_ISREG(found.st_mode) and found.st_mode & 0o007 and found.st_uid == os.geteuid():
            file.chmod(stat.S_IMODE(found.st_mode) & ~0o007)
