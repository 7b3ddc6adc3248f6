"""Dramatiq with its defaults: retries, late acknowledgement, heartbeats of workers."""

import os
import sys

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from effect import leave

dramatiq.set_broker(RedisBroker(url=os.environ["BROKER"]))


@dramatiq.actor(actor_name="effect")
def effect(number: int) -> None:
    leave(number)


if __name__ == "__main__":
    for number in range(int(sys.argv[1])):
        effect.send(number)
