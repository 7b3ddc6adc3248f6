"""A person's own page: password, API tokens and notification channels."""

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.login import change_password, make_token
from app.domain.access import ALLOWED, Permission
from app.domain.errors import InvalidContent, NotFound
from app.domain.events import EventKind
from app.domain.outbound import Digest, OutboundEvent, QuietHours
from app.notifications.hooks import try_channel
from app.notifications.registry import check_channel
from app.web.pages.login import with_session
from app.web.people import CurrentServices, Reader
from app.web.render import render

router = APIRouter(include_in_schema=False)


@router.get("/me")
def show_me(request: Request, services: CurrentServices, person: Reader) -> Response:
    with services.store.read() as tx:
        tokens = tx.accounts.tokens_of(person.account_id)
        channels = tx.outbound.channels_of(person.account_id)
        newest = {one.id: tx.outbound.log(1, channel_id=one.id) for one in channels}
        has_password = tx.accounts.get(person.account_id).password_hash is not None
    return render(
        request,
        "me.html",
        tokens=tokens,
        channels=channels,
        newest=newest,
        has_password=has_password,
        scopes=[scope.value for scope in Permission if scope in ALLOWED[person.role]],
        kinds=[kind.value for kind in OutboundEvent if kind is not OutboundEvent.TEST],
        digests=[digest.value for digest in Digest],
    )


@router.post("/me/tokens")
def add_token(
    request: Request,
    services: CurrentServices,
    person: Reader,
    *,
    name: Annotated[str, Form(max_length=200)],
    scopes: Annotated[list[str] | None, Form()] = None,
    days: Annotated[int, Form(ge=1, le=3650)] = 90,
) -> Response:
    """The token is shown only here, once."""
    chosen = frozenset(Permission(scope) for scope in scopes or [] if scope in set(Permission))
    _, token = make_token(person, name=name, scopes=chosen, days=days, services=services)
    return render(request, "token_made.html", name=name, token=token)


@router.post("/me/tokens/{token_id}/revoke")
def revoke(services: CurrentServices, person: Reader, token_id: str) -> Response:
    with services.store.transaction() as tx:
        if not tx.accounts.revoke_token(token_id, account_id=person.account_id):
            raise NotFound(f"you have no token {token_id!r}")
        tx.submissions.record(None, EventKind.TOKEN_REVOKED, {"token": token_id}, actor=person.login)
    return RedirectResponse("/me", status_code=303)


@dataclass(frozen=True, slots=True)
class ChannelForm:
    address: Annotated[str, Form(max_length=2000)]
    digest: Annotated[Digest, Form()] = Digest.NONE
    quiet_from: Annotated[str, Form(max_length=2)] = ""
    quiet_to: Annotated[str, Form(max_length=2)] = ""
    time_zone: Annotated[str, Form(max_length=60)] = "UTC"

    def quiet(self) -> QuietHours | None:
        """Raises InvalidContent."""
        if not self.quiet_from and not self.quiet_to:
            return None
        hours = [int(hour) if hour.isdecimal() else -1 for hour in (self.quiet_from, self.quiet_to)]
        if not all(0 <= hour <= 23 for hour in hours) or hours[0] == hours[1]:
            raise InvalidContent("quiet hours must be two different hours from 0 to 23, or both empty")
        return QuietHours(hours[0], hours[1], self.zone())

    def zone(self) -> str:
        """Raises InvalidContent."""
        try:
            return ZoneInfo(self.time_zone.strip()).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidContent(
                f"{self.time_zone!r} is not a time zone: use one like Europe/Berlin or UTC"
            ) from None


@router.post("/me/channels")
def add_channel(
    services: CurrentServices,
    person: Reader,
    form: Annotated[ChannelForm, Depends()],
    events: Annotated[list[str] | None, Form()] = None,
) -> Response:
    chosen = [event for event in events or [] if event in set(OutboundEvent)]
    if not chosen:
        raise InvalidContent("choose at least one event to be notified about")
    check_channel(form.address, services.outbound.rules, may_name_server=person.may(Permission.OPERATE))
    with services.store.transaction() as tx:
        tx.outbound.add_channel(
            account_id=person.account_id,
            service=form.address.partition("://")[0],
            address=services.cipher.seal(form.address),
            events=chosen,
            digest=form.digest,
            quiet=form.quiet(),
            time_zone=form.zone(),
        )
    return RedirectResponse("/me", status_code=303)


@router.post("/me/channels/{channel_id}")
def change_channel(
    services: CurrentServices,
    person: Reader,
    channel_id: str,
    action: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Send a test to the channel, or remove it."""
    with services.store.transaction() as tx:
        if tx.outbound.channel(channel_id).account_id != person.account_id:
            raise NotFound(f"you have no channel {channel_id!r}")
        if action == "drop":
            tx.outbound.drop_channel(channel_id)
    if action == "test":
        try_channel(channel_id, store=services.store)
    return RedirectResponse("/me", status_code=303)


@router.post("/me/password")
def set_own_password(
    services: CurrentServices,
    person: Reader,
    old: Annotated[str, Form(max_length=1000)],
    new: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Set the password; every other session of this person ends."""
    opened = change_password(person, old, new, services=services)
    return with_session(RedirectResponse("/me", status_code=303), opened, services)
