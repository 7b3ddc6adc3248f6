"""A person's own page: password, API tokens and notification channels."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.login import change_password, make_token
from app.domain.access import ALLOWED, Permission
from app.domain.errors import NotFound
from app.domain.events import EventKind
from app.domain.outbound import Digest, OutboundEvent, QuietHours
from app.notifications.channels import add_channel, drop_channel, known_time_zone, quiet_hours
from app.notifications.hooks import try_channel
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
        start, end = (_hour(text) for text in (self.quiet_from, self.quiet_to))
        return quiet_hours(start, end, self.zone())

    def zone(self) -> str:
        """Raises InvalidContent."""
        return known_time_zone(self.time_zone)


def _hour(text: str) -> int | None:
    """None where the field is empty; -1, which no hour is, for anything but a number."""
    if not text:
        return None
    return int(text) if text.isdecimal() else -1


@router.post("/me/channels")
def make_channel(
    services: CurrentServices,
    person: Reader,
    form: Annotated[ChannelForm, Depends()],
    events: Annotated[list[str] | None, Form()] = None,
) -> Response:
    add_channel(
        form.address,
        [OutboundEvent(event) for event in events or [] if event in set(OutboundEvent)],
        digest=form.digest,
        quiet=form.quiet(),
        time_zone=form.zone(),
        owner=person,
        store=services.store,
        cipher=services.cipher,
        rules=services.outbound.rules,
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
    if action == "drop":
        drop_channel(channel_id, owner=person, store=services.store)
        return RedirectResponse("/me", status_code=303)
    with services.store.read() as tx:
        if tx.outbound.channel(channel_id).account_id != person.account_id:
            raise NotFound(f"you have no channel {channel_id!r}")
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
