"""Plain Celery as its documentation advises: late acknowledgement, rejected on loss, retried."""

import os
import sys

from celery import Celery
from effect import leave

app = Celery("celery_app", broker=os.environ["BROKER"])
app.conf.update(task_acks_late=True, task_reject_on_worker_lost=True, worker_prefetch_multiplier=1)


@app.task(name="effect", autoretry_for=(Exception,), retry_backoff=True, ignore_result=True)
def effect(number: int) -> None:
    leave(number)


if __name__ == "__main__":
    for number in range(int(sys.argv[1])):
        effect.delay(number)
