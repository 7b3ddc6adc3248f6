"""Events that people and other programs are notified of, and when a notification may go out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class OutboundEvent(StrEnum):
    """Events published to webhooks and channels."""

    CASE_OPENED = "case.opened"
    CASE_REMINDER = "case.reminder"
    CASE_OVERDUE = "case.overdue"
    CASE_DECIDED = "case.decided"
    SUBMISSION_ACCEPTED = "submission.accepted"
    SUBMISSION_REJECTED = "submission.rejected"
    DEAD_LETTER = "dead-letter.created"
    BUDGET_80 = "budget.80"
    BUDGET_100 = "budget.100"
    TEST = "test"


def file_address(submission_id: str, revision: int) -> str:
    """Where a program fetches this revision as a file, relative to the desk's own address."""
    return f"/api/v1/submissions/{submission_id}/revisions/{revision}/file"


class Digest(StrEnum):
    NONE = "none"
    """Send each message immediately."""
    HOURLY = "hourly"
    DAILY = "daily"


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours without messages; `start` 22 and `end` 7 is a night."""

    start: int
    end: int
    time_zone: str = "UTC"


DIGEST_HOUR = 8
"""Local hour at which the daily digest goes out."""


def send_time(now: datetime, *, digest: Digest, quiet: QuietHours | None, time_zone: str) -> datetime:
    """When a message created `now` may go out: immediately, with the next digest, or after quiet hours."""
    local = now.astimezone(ZoneInfo(time_zone))
    if digest is Digest.HOURLY:
        local = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    elif digest is Digest.DAILY:
        today = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
        local = today if today > local else today + timedelta(days=1)
    if quiet is not None:
        local = _after_quiet(local, quiet)
    return local.astimezone(UTC)


def _after_quiet(local: datetime, quiet: QuietHours) -> datetime:
    over_midnight = quiet.start > quiet.end
    is_quiet = (
        local.hour >= quiet.start or local.hour < quiet.end
        if over_midnight
        else quiet.start <= local.hour < quiet.end
    )
    if not is_quiet:
        return local
    end = local.replace(hour=quiet.end, minute=0, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)
