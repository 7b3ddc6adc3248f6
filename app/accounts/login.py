"""Log in, log out, and identify people by session or token. Failures are counted and recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.accounts.login_limits import MOST_FOR_A_NAME_HERE, WINDOW, known_device, limits_of
from app.accounts.secrets import TOKEN_PREFIX, digest, hash_password, is_password, new_secret, new_token
from app.accounts.signing import signing_key
from app.db.constraints import SAME_LOGIN, again_after
from app.db.repositories.account_records import AccountRecord
from app.db.store import Transaction
from app.domain.access import LinkPurpose, Permission, Person, Role
from app.domain.errors import CopydeskError, InvalidContent, PermanentError
from app.domain.events import EventKind
from app.workflow.services import Services

SESSION_LASTS = timedelta(hours=12)
WELCOME_LASTS = timedelta(days=3)
APPROVAL_LASTS = timedelta(days=3)


class WrongLogin(PermanentError):
    """Login name and password do not match."""


class TooManyFailures(CopydeskError):
    """Too many failed logins: wait a quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: the cookie's secret and the one that forms must carry."""

    secret: str
    csrf: str
    login: str


def log_in(
    login: str, password: str, *, address: str, services: Services, device: str | None = None
) -> Opened:
    """Open a session. Raises WrongLogin, TooManyFailures; both are events.

    `device` is the mark of a browser in which somebody logged in before, as `new_device` made it.
    """
    login = clean_login(login)
    limits = limits_of(login, address, known_device(device, login, signing_key(services.settings)))
    with services.store.read() as tx:
        is_blocked = any(tx.accounts.failures(key, within=WINDOW) >= most for key, most in limits)
        account = tx.accounts.by_login(login)
    if is_blocked:
        raise TooManyFailures(
            "too many failed logins from here or for this name: wait a quarter of an hour, "
            "or ask an admin for a link"
        )
    usable = account if account is not None and account.is_active else None
    if not is_password(password, usable.password_hash if usable else None) or usable is None:
        with services.store.transaction() as tx:
            tx.accounts.note_failure([key for key, _ in limits])
            tx.submissions.record(None, EventKind.LOGIN_FAILED, {"login": login[:200], "address": address})
        raise WrongLogin("login name and password do not match")
    with services.store.transaction() as tx:
        return open_session(tx, usable)


def open_session(tx: Transaction, account: AccountRecord) -> Opened:
    """Open a session for an authenticated account."""
    opened = Opened(new_secret(), new_secret(), account.login)
    tx.accounts.open_session(digest(opened.secret), account.id, csrf=opened.csrf, lasts=SESSION_LASTS)
    tx.submissions.record(None, EventKind.LOGIN, actor=account.login)
    return opened


def log_out(secret: str, services: Services) -> None:
    with services.store.transaction() as tx:
        tx.accounts.close_session(digest(secret))


def person_of_session(secret: str, services: Services) -> tuple[Person, str] | None:
    """Who this cookie belongs to, and the session's CSRF secret."""
    with services.store.read() as tx:
        found = tx.accounts.session(digest(secret))
    return None if found is None else (person(found[0]), found[1])


def person_of_token(token: str, services: Services) -> Person | None:
    """Who this API token belongs to; notes that it was used."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    now = services.clock.now()
    with services.store.read() as tx:
        found = tx.accounts.token(digest(token))
    if found is None:
        return None
    account, known = found
    if known.last_used_at is None or now - known.last_used_at > timedelta(minutes=1):
        with services.store.transaction() as tx:
            tx.accounts.touch_token(known.id)
    scopes = frozenset(Permission(scope) for scope in known.scopes)
    return replace(person(account, scopes), token_id=known.id)


def person(account: AccountRecord, scopes: frozenset[Permission] | None = None) -> Person:
    projects = None if account.role is Role.ADMIN else account.projects
    return Person(account.id, account.login, account.name, account.role, projects, scopes)


def make_token(
    asker: Person, *, name: str, scopes: frozenset[Permission], days: int | None, services: Services
) -> tuple[str, str]:
    """A new token's id and the token itself, which is shown only this once. Raises InvalidContent.

    A token makes only tokens within its own scopes that end when it does, at the latest.
    """
    if not name.strip() or not scopes:
        raise InvalidContent("a token needs a name and at least one scope")
    beyond = sorted(scope.value for scope in scopes if not asker.may(scope))
    if beyond:
        raise InvalidContent(
            f"your role does not allow {', '.join(beyond)}, so your tokens cannot have it either"
        )
    token = new_token()
    expires_at = None if days is None else services.clock.now() + timedelta(days=days)
    with services.store.transaction() as tx:
        if asker.token_id is not None:
            expires_at = _earlier(expires_at, tx.accounts.usable_token(asker.token_id).expires_at)
        token_id = tx.accounts.add_token(
            asker.account_id,
            name=name.strip()[:200],
            digest=digest(token),
            scopes=sorted(scopes),
            expires_at=expires_at,
            made_by=asker.token_id,
        )
        tx.submissions.record(None, EventKind.TOKEN_CREATED, {"token": token_id}, actor=asker.login)
    return token_id, token


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The first of two ends; None for a token without an end."""
    return min((end for end in (one, other) if end is not None), default=None)


def invite(
    login: str,
    *,
    role: Role,
    by: str,
    services: Services,
    name: str = "",
    email: str = "",
    projects: Sequence[str] = (),
) -> tuple[str, str]:
    """A new account's id and the secret of its welcome link.

    Raises LoginTaken; InvalidContent for an unusable login and for an unknown project id.
    """
    login = clean_login(login)
    if not login or not login.isprintable():
        raise InvalidContent(
            "a login name consists of printable characters, without leading or trailing spaces"
        )
    secret = new_secret()

    def store() -> str:
        with services.store.transaction() as tx:
            unknown = [project for project in projects if project not in tx.accounts.projects()]
            if unknown:
                raise InvalidContent(f"there is no project {unknown[0]!r}")
            account_id = tx.accounts.add(login, role=role, name=name[:200], email=email[:320])
            tx.accounts.set_projects(account_id, projects)
            tx.accounts.add_link(
                digest(secret), purpose=LinkPurpose.WELCOME, account_id=account_id, lasts=WELCOME_LASTS
            )
            tx.submissions.record(
                None, EventKind.ACCOUNT_CREATED, {"login": login, "role": role.value}, actor=by
            )
        return account_id

    return again_after(SAME_LOGIN, store), secret


def welcome_again(account_id: str, *, by: str, services: Services) -> str:
    """A fresh welcome link for a forgotten password. Raises NotFound."""
    secret = new_secret()
    with services.store.transaction() as tx:
        account = tx.accounts.get(account_id)
        tx.accounts.add_link(
            digest(secret), purpose=LinkPurpose.WELCOME, account_id=account_id, lasts=WELCOME_LASTS
        )
        tx.submissions.record(None, EventKind.LINK_CREATED, {"login": account.login}, actor=by)
    return secret


def set_password(secret: str, password: str, services: Services) -> Opened | None:
    """Use a welcome link: set the password, end older sessions, log in. None for an invalid link."""
    hashed = hash_password(password)
    with services.store.transaction() as tx:
        found = tx.accounts.link(digest(secret), LinkPurpose.WELCOME)
        if found is None or not tx.accounts.use_link(digest(secret)):
            return None
        account = found[0]
        tx.accounts.change(account.id, password_hash=hashed)
        tx.accounts.close_sessions_of(account.id)
        tx.submissions.record(None, EventKind.PASSWORD_SET, actor=account.login)
        return open_session(tx, account)


def change_password(asker: Person, old: str, new: str, *, services: Services) -> Opened:
    """Set a person's own password, end all their sessions and open a new one.

    Raises WrongLogin, TooManyFailures, InvalidContent.
    """
    hashed = hash_password(new)
    with services.store.read() as tx:
        account = tx.accounts.get(asker.account_id)
        failures = tx.accounts.failures(f"change:{account.id}", within=WINDOW)
    if failures >= MOST_FOR_A_NAME_HERE:
        raise TooManyFailures("too many wrong passwords for this name: wait a quarter of an hour")
    if not is_password(old, account.password_hash):
        with services.store.transaction() as tx:
            tx.accounts.note_failure([f"change:{account.id}"])
            tx.submissions.record(None, EventKind.LOGIN_FAILED, {"login": account.login}, actor=account.login)
        raise WrongLogin("this is not your current password")
    with services.store.transaction() as tx:
        tx.accounts.change(account.id, password_hash=hashed)
        tx.accounts.close_sessions_of(account.id)
        tx.submissions.record(None, EventKind.PASSWORD_SET, actor=account.login)
        return open_session(tx, account)


def first_admin(services: Services) -> str | None:
    """The secret of a link that creates the first admin; None if there are accounts already."""
    with services.store.transaction() as tx:
        if not tx.accounts.is_empty():
            return None
    return invite("admin", role=Role.ADMIN, by="copydesk", services=services)[1]


def clean_login(login: str) -> str:
    return login.strip().casefold()[:200]
