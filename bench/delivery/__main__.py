"""`python -m bench.delivery [PART ...]`, each part a table (all without a name), the promises last.

--quick          smaller numbers, for a look
--peers PYTHON   the interpreter of an environment with celery, dramatiq and procrastinate
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterator

import structlog

from bench.delivery import aims, batch, cost, latency, memory, peers, recovery, sweeps


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.delivery", description=__doc__)
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--peers", default="")
    asked = parser.parse_args()
    quick = asked.quick
    parts: dict[str, Callable[[], Iterator[str | aims.Aim]]] = {
        "cost": lambda: cost.measure(1_000 if quick else 4_000),
        "profile": cost.profile,
        "batch": lambda: batch.measure(10_000 if quick else 100_000),
        "latency": lambda: latency.measure(1_000 if quick else 10_000),
        "recovery": recovery.measure,
        "sweep": lambda: sweeps.measure((10_000, 100_000) if quick else (10_000, 100_000, 1_000_000)),
        "memory": lambda: memory.measure((1, 500, 1_000) if quick else (1, 1_000, 5_000)),
        "growth": lambda: memory.growth(1_000 if quick else 3_000),
        "peers": lambda: peers.measure(asked.peers),
    }
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    unknown = set(asked.parts) - parts.keys()
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    promised: list[aims.Aim] = []
    for name in asked.parts or parts:
        print(f"\n### {name} (load of the machine at the start: {os.getloadavg()[0]:.1f})\n", flush=True)
        for told in parts[name]():
            if isinstance(told, aims.Aim):
                promised.append(told)
            else:
                print(told, flush=True)
    if promised:
        print("\n### Promised and measured\n", *aims.table(promised), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
