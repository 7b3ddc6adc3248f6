"""`python -m bench.delivery.money`: does the ledger know of every cent that a failing server bills?

16 processes share a small budget. A local server bills and fails at random: errors after the work was done,
lost connections, half bodies, usage that lies. For each request, what the ledger has recorded (settled and
maybe billed) is compared with the server's own bill, in micro-dollars.
"""

import argparse
import hashlib
import multiprocessing
import random
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import structlog

from app.db.engine import Database, make_engine
from app.db.migrate import upgrade
from app.db.repositories.ledger import micro_usd
from app.db.store import Store
from app.db.tables.jobs import Budget, CallState, LlmCall
from app.domain.chat import ChatRequest
from app.domain.errors import BudgetExhausted, CopydeskError, TransientError
from app.domain.policy import Budgets
from app.llm.ledger import Account, Ledger
from app.llm.models.openai import OpenAIModel
from app.llm.prices import Price
from app.platform.clock import SystemClock
from tests.support.llm_lies import LIES, RAW
from tests.support.llm_server import Bill, LlmServer

PRICE = Price(Decimal(1), Decimal("0.1"), Decimal("1.25"), Decimal(10))
PROCESSES, REQUESTS, TRIES = 16, 40, 4
BUDGET = Decimal("0.20")
SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}, "additionalProperties": False}
FREE = ("429", "400", "lost-before")
BILLED = (*(f"billed-{status}" for status in (408, 409, 500, 502, 503, 504, 520, 529)), "lost-after", "half")
FAULTS = (*FREE, *BILLED, *BILLED, *LIES, *RAW, "truncated", "refusal")
HEAD = (
    "| seed | requests | calls billed | server's bill | settled | maybe billed | recorded | budget row "
    "| requests recorded below the bill | budget |"
)


@dataclass(frozen=True, slots=True)
class Result:
    seed: int
    requests: int
    billed: int
    bill: int
    settled: int
    maybe: int
    spent: int
    below: int

    @property
    def is_clean(self) -> bool:
        recorded = self.settled + self.maybe
        return not self.below and recorded == self.spent and self.spent <= micro_usd(BUDGET)

    @property
    def row(self) -> str:
        dollars = [self.bill, self.settled, self.maybe, self.settled + self.maybe, self.spent]
        cells = [self.seed, self.requests, self.billed, *(f"${one / 1e6:.6f}" for one in dollars), self.below]
        return f"| {' | '.join(map(str, cells))} | ${BUDGET} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.delivery.money", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--database", help="an empty database; default: SQLite, one for each seed")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    print(HEAD, "|---" * HEAD.count(" | ") + "|---|", sep="\n")
    results = []
    for seed in asked.seeds:
        with tempfile.TemporaryDirectory() as folder:
            results.append(measure(seed, asked.database or f"sqlite:///{Path(folder) / 'money.db'}"))
        print(results[-1].row, flush=True)
    return 0 if all(result.is_clean for result in results) else 1


def measure(seed: int, url: str) -> Result:
    upgrade(url)
    chance = random.Random(f"money {seed}")
    context = multiprocessing.get_context("spawn")
    with LlmServer(
        answer=lambda _: f'{{"text": "{"word " * chance.randrange(350)}"}}',
        fault_of=lambda _: chance.choice(FAULTS) if chance.random() < 0.6 else "",
    ) as server:
        workers = [
            context.Process(target=_spend, args=(url, server.openai_url, seed, number))
            for number in range(PROCESSES)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(300)
        return _compared(seed, url, server.bills)


def _spend(url: str, address: str, seed: int, worker: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    database = Database(make_engine(url))
    ledger = Ledger(Store(database, SystemClock(), lambda _: None))
    account = Account(f"p{seed}", f"run{seed}", None, None, Budgets(None, None, None, BUDGET))
    options = {"api_key": "unused", "price": PRICE, "timeout_seconds": 10.0}
    with closing(OpenAIModel("local", base_url=address, **options)) as model:
        for number in range(REQUESTS):
            name = f"{seed}:{worker}:{number}"
            try:
                _ask(ledger, model, name, account)
            except BudgetExhausted:
                break
            except CopydeskError:
                continue
    database.dispose()


def _ask(ledger: Ledger, model: OpenAIModel, name: str, account: Account) -> None:
    request = ChatRequest("You edit.", name, SCHEMA, "edit", 500, "p1")
    for _ in range(TRIES):
        try:
            ledger.complete(model, request, key=_key(name), account=account)
        except TransientError:
            continue
        return


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _compared(seed: int, url: str, bills: list[Bill]) -> Result:
    billed: Counter[str] = Counter()
    for bill in bills:
        cost = PRICE.cost(input_tokens=bill.fresh, cached=bill.cached, output=bill.output)
        billed[_key(bill.call.user)] += micro_usd(cost)
    database = Database(make_engine(url))
    recorded: Counter[str] = Counter()
    by_state: Counter[CallState] = Counter()
    with Store(database, SystemClock(), lambda _: None).read() as tx:
        for row in tx.session.query(LlmCall).filter_by(project_id=f"p{seed}"):
            recorded[row.request_key] += row.cost_micro_usd
            by_state[row.state] += row.cost_micro_usd
        spent = tx.session.get_one(Budget, f"run:run{seed}").spent_micro_usd
    database.dispose()
    return Result(
        seed=seed,
        requests=len(recorded),
        billed=len(bills),
        bill=sum(billed.values()),
        settled=by_state[CallState.SETTLED],
        maybe=by_state[CallState.MAYBE_BILLED],
        spent=spent,
        below=sum(recorded[key] < cost for key, cost in billed.items()),
    )


if __name__ == "__main__":
    sys.exit(main())
