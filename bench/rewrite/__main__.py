"""`python -m bench.rewrite [PART ...]`: `call`, `pools`, `limiter`, `hanging`, all of them without a name.

--seconds N      how long each row is watched
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterator

import structlog

from bench.rewrite import hanging, limiter, one_call, pools


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.rewrite", description=__doc__)
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "call": lambda: one_call.measure(asked.seconds),
        "pools": lambda: pools.measure(asked.seconds),
        "limiter": lambda: limiter.measure(asked.seconds),
        "hanging": lambda: hanging.measure(asked.seconds),
    }
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    unknown = set(asked.parts) - parts.keys()
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    for name in asked.parts or parts:
        print(f"\n### {name} (load of the machine at the start: {os.getloadavg()[0]:.1f})\n", flush=True)
        for line in parts[name]():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
