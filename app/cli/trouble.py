"""What the machine refuses (rights, room, names) as a sentence: it is no defect of ours, and mendable."""

import errno

_NO_ROOM = "make room there, or name a place on another disk"
_NO_RIGHT = "check its rights, or name another place"
CURES = {
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: "name a place that can be written",
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EFBIG: _NO_ROOM,
    errno.ENOENT: "check the spelling",
    errno.ENOTDIR: "a part of the path is a file: name another",
    errno.EISDIR: "it is a folder: name a file",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "its links lead in a circle: name the file itself",
    errno.EMFILE: "raise the limit of open files: ulimit -n",
    errno.EIO: "look after the disk",
}


def told(error: OSError) -> str | None:
    """What cannot be used, why, and how to mend it; None for what is no matter of files and disks."""
    cure = CURES.get(error.errno or 0)
    if cure is None:
        return None
    what = f"{error.filename} cannot be used" if error.filename is not None else "a file cannot be written"
    return f"{what}: {(error.strerror or str(error)).lower()}; {cure}"
