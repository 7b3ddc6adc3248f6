"""`make dev`: the pipeline with `watchmedo auto-restart` around every worker.

The pattern is `*.py`, as in the runbooks, which needs watchdog 6 (docs/adr/0008).
"""

import dataclasses
import sys
from pathlib import Path

from app.config.settings import load_settings
from app.domain.errors import CopydeskError
from app.embedded.child import Spec
from app.embedded.output import Terminal
from app.embedded.supervisor import Pipeline, run_until_stopped

CODE = Path(__file__).parents[1]


def watched(spec: Spec, *, code: Path = CODE) -> Spec:
    """The same worker, restarted whenever a Python file below `code` is saved.

    Running tasks have five seconds to finish; a job that is then cut off is due again in the database.
    """
    watchmedo = [
        *(str(Path(sys.executable).with_name("watchmedo")), "auto-restart"),
        *(f"--directory={code}", "--pattern=*.py", "--recursive"),
        # One save causes several events; the debounce interval merges them into one restart.
        *("--debounce-interval=0.2", "--signal=SIGTERM", "--kill-after=5"),
        "--",
    ]
    tied = [sys.executable, "-m", "app.embedded.tied"]
    return dataclasses.replace(spec, command=[*watchmedo, *tied, *spec.command])


def main() -> int:
    try:
        pipeline = Pipeline(load_settings(), output=Terminal(sys.stdout), wrap_worker=watched)
        return run_until_stopped(pipeline)
    except CopydeskError as error:
        sys.stderr.write(f"copydesk: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
