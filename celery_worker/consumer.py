"""Celery's consumer, which also says when a message could not be decoded (Celery has no signal for it)."""

from typing import Any

from celery import signals
from celery.worker.consumer import Consumer as CeleryConsumer
from kombu import Message


class Consumer(CeleryConsumer):
    def on_decode_error(self, message: Message, exc: Exception) -> Any:
        super().on_decode_error(message, exc)
        signals.task_rejected.send(sender=self, message=message, exc=exc)
