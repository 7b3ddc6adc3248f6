"""How much of an allowance waiting calls use, and whether the provider ever has to say 429."""

from collections.abc import Iterator

from bench.delivery.stand import stand
from bench.rewrite.stand import model, wait_for_answers, waiting_for_rewrites
from tests.chaos.workers import Worker

PER_MINUTE = 600
WAITING = 200
DELAY_SECONDS = 2.0


def measure(seconds: float) -> Iterator[str]:
    """`WAITING` calls wait at the start, and as many more as go meanwhile."""
    pace = PER_MINUTE / 60
    count = WAITING + int(pace * seconds)
    yield f"{WAITING} rewrites or more wait for {PER_MINUTE} requests a minute, watched for {seconds:.0f} s\n"
    yield "| worker | calls/s | of the allowance | 429 |"
    yield "|---|---|---|---|"
    limits = {"COPYDESK_LIMITS": f"openai:local={PER_MINUTE}"}
    with stand(**limits) as made, model(delay=DELAY_SECONDS, per_minute=PER_MINUTE) as server:
        waiting_for_rewrites(made, count)
        worker = Worker(
            "limited", ("rewrite",),
            {**made.environment, "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "local"},
            made.folder / "worker.log", slots=32, options=("--pool=threads",),
        )  # fmt: skip
        made.workers.append(worker)
        worker.start()
        burst = int(pace)  # the first second's calls may go at once: they are left out of the count
        wait_for_answers(server, burst + int(pace * seconds), seconds=seconds * 3 + 60)
        seen = server.seen()
        times = seen["answered"][burst : burst + int(pace * seconds)]
        rate = (len(times) - 1) / (times[-1] - times[0])
        yield f"| threads, 32 slots | {rate:.2f} | {rate / pace:.1%} | {seen['refused']} |"
