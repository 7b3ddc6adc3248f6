"""What most people write: a Celery task that calls the SDK, and keeps nothing."""

import os
import threading

import openai
from celery import Celery, signals

app = Celery("plain", broker=os.environ.get("CELERY_BROKER_URL"))
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, task_ignore_result=True)
_lock = threading.Lock()
_clients: list[openai.OpenAI] = []


@signals.worker_process_init.connect
def _forget(**_: object) -> None:
    _clients.clear()


def client() -> openai.OpenAI:
    with _lock:
        if not _clients:
            _clients.append(openai.OpenAI(api_key="unused", base_url=os.environ["OPENAI_BASE_URL"]))
        return _clients[0]


@app.task(name="plain.rewrite")
def rewrite(text: str) -> None:
    client().chat.completions.create(
        model="local",
        messages=[
            {"role": "system", "content": "You are a copy editor. Answer with the better text."},
            {"role": "user", "content": text},
        ],
    )
