"""How quick the desk's pages are, large beside small: `python -m bench.desk`.

Both databases are generated with the same number of open cases; TEST_POSTGRES_URL names the server. Requests
alternate between the two, so that whatever else the machine does falls on both alike. `large cpu` is the
95th percentile of the processor time that the page itself took, without the database and without waiting.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

from starlette.testclient import TestClient

from app.accounts.login import open_session
from app.config.settings import Settings
from app.domain.access import Role
from app.observability.logs import configure_logs
from app.web.app import create_app
from app.web.people import COOKIE
from app.workflow.bootstrap import build_services
from app.workflow.services import Services
from bench.desk.fill import WORDS, fill
from tests.support.services import fresh_postgres

MOST_P95_MS = 100.0
MOST_RATIO = 1.5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=1_000_000, help="submissions in the large database")
    parser.add_argument("--small", type=int, default=10_000, help="submissions in the small one")
    parser.add_argument("--cases", type=int, default=10_000, help="open cases in each")
    parser.add_argument("--requests", type=int, default=200, help="requests for each page and database")
    chosen = parser.parse_args()
    configure_logs(level="error", log_format="console")
    with tempfile.TemporaryDirectory() as folder, fresh_postgres() as large, fresh_postgres() as small:
        desks = {}
        for size, url in ((chosen.small, small), (chosen.large, large)):
            started = time.perf_counter()
            fill(url, submissions=size, cases=min(chosen.cases, size), state_dir=Path(folder))
            print(f"{size:>9,} submissions generated in {time.perf_counter() - started:.0f} s", flush=True)
            desks[size] = open_application(url, Path(folder))
        ok = compare(desks, small=chosen.small, large=chosen.large, cases=chosen.cases, count=chosen.requests)
        for services, _ in desks.values():
            services.close()
    return 0 if ok else 1


def open_application(url: str, folder: Path) -> tuple[Services, TestClient]:
    services = build_services(Settings(state_dir=folder, database_url=url))
    client = TestClient(create_app(services), base_url="http://desk.test")
    with services.store.transaction() as tx:
        account_id = tx.accounts.add("bench", role=Role.REVIEWER)
        tx.accounts.set_projects(account_id, tx.accounts.projects())
        client.cookies.set(COOKIE, open_session(tx, tx.accounts.get(account_id)).secret)
    return services, client


def compare(
    desks: dict[int, tuple[Services, TestClient]], *, small: int, large: int, cases: int, count: int
) -> bool:
    load = os.getloadavg()[0]
    print(f"{count} requests for each page, load {load:.1f} on {os.cpu_count()} cores")
    heads = ("small p50", "small p95", "large p50", "large p95", "large cpu", "ratio p95")
    print(f"{'page':<9} " + " ".join(f"{head:>10}" for head in heads))
    ok = True
    for page in ("queue", "case", "library"):
        times: dict[int, list[float]] = {small: [], large: []}
        worked: dict[int, list[float]] = {small: [], large: []}
        chance = random.Random(20261121)
        for turn in range(count + 10):
            for size, (_, client) in desks.items():
                address = address_of(page, size, min(cases, size), chance)
                started, began = time.perf_counter(), time.process_time()
                answer = client.get(address)
                passed = (time.perf_counter() - started) * 1000
                used = (time.process_time() - began) * 1000
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
                if turn >= 10:
                    times[size].append(passed)
                    worked[size].append(used)
        row = [value for size in (small, large) for value in (median(times[size]), p95(times[size]))]
        row.append(p95(worked[large]))
        ratio = row[3] / row[1]
        told = " ".join(f"{value:>7.1f} ms" for value in row)
        print(f"{page:<9} {told} {ratio:>10.2f}", flush=True)
        ok = ok and row[3] < MOST_P95_MS and ratio <= MOST_RATIO
    print(
        "within" if ok else "NOT within", f"{MOST_P95_MS:.0f} ms at p95 and {MOST_RATIO} times the small one"
    )
    return ok


def address_of(page: str, size: int, cases: int, chance: random.Random) -> str:
    if page == "queue":
        return chance.choice(
            [
                "/queue",
                "/queue?desk=health",
                "/queue?reason=safety-topic",
                "/queue?show=free",
                "/queue?show=overdue",
            ]
        )
    if page == "case":
        number = chance.randint(size - cases + 1, size)
        return f"/cases/0c00{number:022d}?view={chance.choice(['changes', 'inline', 'side', 'detector'])}"
    word, other = chance.sample(WORDS, 2)
    return chance.choice(
        [
            "/library",
            f"/library?before=0s00{chance.randint(1, size):022d}",
            f"/library?q={word}",
            f"/library?q={word}+{other}",
            f"/library?q={chance.randint(1, size)}",
            "/library?status=rejected",
        ]
    )


def median(times: list[float]) -> float:
    return statistics.median(times)


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    raise SystemExit(main())
