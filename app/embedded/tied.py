"""`python -m app.embedded.tied COMMAND ...`: become COMMAND, and die when the parent does.

For a command that another program starts: watchmedo starts workers in their own sessions, so they would
survive a killed watchmedo.
"""

import os
import signal
import sys

from app.embedded.child import tie_to_parent

if __name__ == "__main__":
    tie_to_parent(signal.SIGKILL)
    os.execvp(sys.argv[1], sys.argv[1:])
