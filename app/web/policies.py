"""The policy for texts submitted over the page and the API: the server's, never the client's."""

from dataclasses import replace
from pathlib import PurePosixPath

from app.config.policy_file import policy_for as from_file
from app.config.settings import Settings
from app.domain.policy import Policy


def policy_for(settings: Settings, path: str, *, project: str = "") -> Policy:
    """Profiles match the path as if the text were next to the policy file. Raises InvalidPolicy."""
    if settings.policy_file is None:
        policy = Policy()
    else:
        inside = PurePosixPath("/", path).relative_to("/")
        policy = from_file(settings.policy_file.parent / inside, config=settings.policy_file)
    return replace(policy, project=project) if project else policy
