"""Operating-system errors (permissions, space, names) as a sentence: not a defect of ours, and fixable."""

import errno

_NO_SPACE = "free some space, or choose a path on another disk"
_NO_PERMISSION = "check its permissions, or choose another path"
REMEDIES = {
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: "choose a writable path",
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: _NO_SPACE,
    errno.ENOENT: "check the spelling",
    errno.ENOTDIR: "a part of the path is a file: name another",
    errno.EISDIR: "it is a folder: name a file",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "its links form a loop: name the file itself",
    errno.EMFILE: "raise the limit on open files: ulimit -n",
    errno.EIO: "check the disk",
}


def explain(error: OSError) -> str | None:
    """What cannot be used, why, and how to fix it; None for an error that is not about files and disks."""
    remedy = REMEDIES.get(error.errno or 0)
    if remedy is None:
        return None
    what = f"{error.filename} cannot be used" if error.filename is not None else "a file cannot be written"
    return f"{what}: {(error.strerror or str(error)).lower()}; {remedy}"
