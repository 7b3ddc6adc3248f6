"""`python -m app.embedded.tied COMMAND ...`: become COMMAND, and die when the parent does.

For a command that something else starts: watchmedo starts workers in sessions of their own, so a
killed watchmedo would leave them behind.
"""

import os
import signal
import sys

from app.embedded.child import tie_to_parent

if __name__ == "__main__":
    tie_to_parent(signal.SIGKILL)
    os.execvp(sys.argv[1], sys.argv[1:])
