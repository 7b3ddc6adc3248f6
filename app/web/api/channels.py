"""A person's own notification channels. Their addresses hold secrets and are never returned."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.db.repositories.outbound_records import Channel
from app.domain.errors import NotFound
from app.domain.outbound import Digest, OutboundEvent
from app.notifications.channels import add_channel, drop_channel, known_time_zone, quiet_hours
from app.notifications.hooks import try_channel
from app.web.api.common import Id, Keepable, RequestBody, example
from app.web.api.webhooks import Queued
from app.web.people import CurrentServices, Reader

router = APIRouter(prefix="/channels", tags=["me"])
Hour = Annotated[int, Field(ge=0, le=23)]


class ChannelIn(RequestBody):
    """`quiet_from` and `quiet_to` are hours in `time_zone`: 22 and 7 are a night without messages."""

    model_config = example(
        address="json://hooks.example.org/desk",
        events=["case.opened"],
        quiet_from=22,
        quiet_to=7,
        time_zone="Europe/Berlin",
    )

    address: Annotated[Keepable, Field(min_length=1, max_length=2000)]
    events: Annotated[list[OutboundEvent], Field(min_length=1)]
    digest: Digest = Digest.NONE
    quiet_from: Hour | None = None
    quiet_to: Hour | None = None
    time_zone: Annotated[Keepable, Field(max_length=60)] = "UTC"


class ChannelOut(BaseModel):
    id: str
    service: str
    """The address's scheme, such as `slack`: all of it that is shown."""
    events: list[str]
    digest: Digest
    quiet_from: int | None
    quiet_to: int | None
    time_zone: str

    @classmethod
    def of(cls, channel: Channel) -> "ChannelOut":
        quiet = channel.quiet
        return cls(
            id=channel.id,
            service=channel.service,
            events=list(channel.events),
            digest=channel.digest,
            quiet_from=None if quiet is None else quiet.start,
            quiet_to=None if quiet is None else quiet.end,
            time_zone=channel.time_zone,
        )


@router.get("", summary="My channels")
def list_channels(services: CurrentServices, person: Reader) -> list[ChannelOut]:
    with services.store.read() as tx:
        return [ChannelOut.of(channel) for channel in tx.outbound.channels_of(person.account_id)]


@router.post("", status_code=201, summary="Add a channel")
def make_channel(services: CurrentServices, person: Reader, new: ChannelIn) -> ChannelOut:
    zone = known_time_zone(new.time_zone)
    channel_id = add_channel(
        new.address,
        new.events,
        digest=new.digest,
        quiet=quiet_hours(new.quiet_from, new.quiet_to, zone),
        time_zone=zone,
        owner=person,
        store=services.store,
        cipher=services.cipher,
        rules=services.outbound.rules,
    )
    with services.store.read() as tx:
        return ChannelOut.of(tx.outbound.channel(channel_id))


@router.post("/{channel_id}/test", status_code=202, summary="Send a test to a channel")
def send_test(services: CurrentServices, person: Reader, channel_id: Id) -> Queued:
    with services.store.read() as tx:
        if tx.outbound.channel(channel_id).account_id != person.account_id:
            raise NotFound(f"you have no channel {channel_id!r}")
    return Queued(delivery_id=try_channel(channel_id, store=services.store))


@router.delete("/{channel_id}", status_code=204, summary="Remove a channel")
def remove_channel(services: CurrentServices, person: Reader, channel_id: Id) -> None:
    drop_channel(channel_id, owner=person, store=services.store)
