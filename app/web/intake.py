"""Texts submitted over the page and the API: their project, their policy, and the client's own key."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db.constraints import SAME_REQUEST
from app.domain.access import Person, Role
from app.domain.errors import AlreadyExists, InvalidContent
from app.domain.keys import digest
from app.domain.policy import asking
from app.domain.priority import Priority
from app.web.people import Refused
from app.web.policies import policy_for
from app.workflow.application import Application, Submitted
from app.workflow.services import Services


@dataclass(frozen=True, slots=True)
class Incoming:
    data: bytes
    path: str
    external_id: str | None
    project: str | None
    priority: str
    tags: Sequence[str]
    run_id: str
    ask: bool = False
    """Have a person review it in any case."""

    def fingerprint(self) -> str:
        """Identifies the request, so that one key cannot be used for two."""
        named = (self.path, self.external_id or "", self.project or "", self.priority, self.run_id)
        return digest(*named, *(["ask"] if self.ask else []), *self.tags, self.data.hex())


def take_in(new: Incoming, person: Person, services: Services, *, key: str | None = None) -> Submitted:
    """Submit, or return what the same key submitted before.

    Raises InvalidContent (not a text; the key was used for another request), Refused for another's project.
    """
    if key is not None:
        known = _remembered(new, person, services, key)
        if known is not None:
            return known
    project = _project(new.project, person, services)
    policy = policy_for(services.settings, new.path, project=project)
    if new.ask:
        policy = asking(policy)
    submitted = Application(services).submit(
        new.data,
        path=new.path,
        policy=policy,
        priority=Priority.parse(new.priority),
        run_id=new.run_id if key is None else f"key:{digest(person.account_id, key)[:40]}",
        external_id=new.external_id,
        tags=new.tags,
    )
    if key is None:
        return submitted
    try:
        with services.store.transaction() as tx:
            tx.accounts.remember(
                person.account_id, key, request=new.fingerprint(), submission_id=submitted.submission_id
            )
    except AlreadyExists as error:
        if error.constraint not in SAME_REQUEST:
            raise
        known = _remembered(new, person, services, key)
        return submitted if known is None else known
    return submitted


def _remembered(new: Incoming, person: Person, services: Services, key: str) -> Submitted | None:
    with services.store.read() as tx:
        found = tx.accounts.remembered(person.account_id, key)
    if found is None:
        return None
    if found[0] != new.fingerprint():
        raise InvalidContent("this idempotency key was used for another request: choose a new one")
    return Submitted(found[1], already=True)


def _project(wanted: str | None, person: Person, services: Services) -> str:
    """The project's name: the requested one, or the person's only one."""
    with services.store.read() as tx:
        names = tx.accounts.projects()
    if person.role is Role.ADMIN and person.projects is None:
        return wanted if wanted is not None else "default"
    mine = sorted(name for key, name in names.items() if person.sees(key))
    if wanted is None and len(mine) == 1:
        return mine[0]
    if wanted is None:
        raise InvalidContent(f"name a project: {', '.join(mine) or 'you are not a member of any'}")
    if wanted not in mine:
        raise Refused(f"you are not a member of the project {wanted!r}")
    return wanted
