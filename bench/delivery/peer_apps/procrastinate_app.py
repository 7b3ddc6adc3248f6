"""Procrastinate with retries and the task that retries stalled jobs, as its documentation advises."""

import os
import sys

from effect import leave
from procrastinate import App, PsycopgConnector, RetryStrategy

app = App(connector=PsycopgConnector(conninfo=os.environ["DATABASE"]))


@app.task(name="effect", retry=RetryStrategy(max_attempts=5))
def effect(number: int) -> None:
    leave(number)


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: object, timestamp: int) -> None:  # noqa: ARG001
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


async def main() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for number in range(int(sys.argv[1])):
            await effect.defer_async(number=number)


if __name__ == "__main__":
    import asyncio

    asyncio.run(main())
