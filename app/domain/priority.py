"""Priorities of jobs, and their mapping to a broker's numbers."""

from enum import IntEnum


class Priority(IntEnum):
    """A lower value is served first. Stored as this number."""

    URGENT = 0
    HIGH = 1
    NORMAL = 2
    LOW = 3
    BULK = 4

    @classmethod
    def parse(cls, name: str) -> "Priority":
        """Parse `urgent`, `high`, `normal`, `low` or `bulk`. Raises ValueError naming all five."""
        try:
            return cls[name.strip().upper()]
        except KeyError:
            known = ", ".join(priority.name.lower() for priority in cls)
            raise ValueError(f"unknown priority {name!r}: use one of {known}") from None

    @property
    def label(self) -> str:
        return self.name.lower()


BROKER_STEPS = (0, 2, 4, 6, 9)
"""kombu's `priority_steps`: one Redis list per step, so that each of our priorities has its own."""


def broker_priority(priority: Priority, broker_scheme: str) -> int:
    """The broker's number for a priority: 0 is first on Redis, the highest is first on RabbitMQ."""
    step = BROKER_STEPS[priority]
    return BROKER_STEPS[-1] - step if broker_scheme.startswith(("amqp", "pyamqp")) else step
