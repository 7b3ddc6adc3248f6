"""A person's own channels: add one with its events, digest and quiet hours, or remove it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.db.store import Store
from app.domain.access import Permission, Person
from app.domain.errors import InvalidContent, NotFound
from app.domain.outbound import Digest, OutboundEvent, QuietHours
from app.notifications.registry import check_channel
from app.platform.encryption import FieldCipher
from app.platform.outbound import AddressRules


def add_channel(
    address: str,
    events: Sequence[OutboundEvent],
    *,
    digest: Digest,
    quiet: QuietHours | None,
    time_zone: str,
    owner: Person,
    store: Store,
    cipher: FieldCipher,
    rules: AddressRules,
) -> str:
    """Returns the channel's id. The address is stored encrypted. Raises InvalidContent."""
    if not events:
        raise InvalidContent("choose at least one event to be notified about")
    check_channel(address, rules, may_name_server=owner.may(Permission.OPERATE))
    with store.transaction() as tx:
        return tx.outbound.add_channel(
            account_id=owner.account_id,
            service=address.partition("://")[0],
            address=cipher.seal(address),
            events=[event.value for event in events],
            digest=digest,
            quiet=quiet,
            time_zone=time_zone,
        )


def drop_channel(channel_id: str, *, owner: Person, store: Store) -> None:
    """Raises NotFound, also for somebody else's."""
    with store.transaction() as tx:
        if tx.outbound.channel(channel_id).account_id != owner.account_id:
            raise NotFound(f"you have no channel {channel_id!r}")
        tx.outbound.drop_channel(channel_id)


def quiet_hours(start: int | None, end: int | None, time_zone: str) -> QuietHours | None:
    """None if both are None. Raises InvalidContent unless both are different hours from 0 to 23."""
    if start is None and end is None:
        return None
    if start is None or end is None or start == end or not (0 <= start <= 23 and 0 <= end <= 23):
        raise InvalidContent("quiet hours must be two different hours from 0 to 23, or both empty")
    return QuietHours(start, end, time_zone)


def known_time_zone(name: str) -> str:
    """Raises InvalidContent."""
    try:
        return ZoneInfo(name.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidContent(f"{name!r} is not a time zone: use one like Europe/Berlin or UTC") from None
