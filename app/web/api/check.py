"""Check a text without submitting it: what `copydesk check` says, under the server's policy."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.content import read_document
from app.domain.verdict import judge
from app.evaluation.evaluate import evaluate
from app.web.api.common import Keepable, RequestBody, example
from app.web.api.text_shapes import EvaluationOut
from app.web.people import CurrentServices, Submitter
from app.web.policies import policy_for

router = APIRouter(tags=["check"])


class TextIn(RequestBody):
    """`path` decides the format and which profile of the policy applies."""

    model_config = example(path="guides/kettle.md", text="# Kettles\n\nIt boils in 3 min.\n")

    path: Annotated[Keepable, Field(min_length=1, max_length=1000, examples=["guides/kettle.md"])]
    text: Annotated[Keepable, Field(min_length=1, examples=["# Kettles\n\nIt boils in 3 min.\n"])]


class CheckedOut(BaseModel):
    format: str
    title: str | None
    profile: str
    """The policy's profile that matched the path."""
    evaluation: EvaluationOut


@router.post("/check", summary="Check a text; nothing is stored")
def check(services: CurrentServices, _person: Submitter, given: TextIn) -> CheckedOut:
    """Evaluates at once, under the policy that a submission with this path would have."""
    document = read_document(
        given.text.encode(),
        path=given.path,
        max_bytes=services.settings.max_content_bytes,
        may_be_packaged=False,
    )
    policy = policy_for(services.settings, given.path)
    evaluation = evaluate(document, policy=policy, tools=services.evaluation)
    verdict = judge(evaluation, policy)
    return CheckedOut(
        format=document.format.value,
        title=document.title,
        profile=policy.profile,
        evaluation=EvaluationOut.of(evaluation, verdict.outcome, verdict.reasons, policy.version),
    )
