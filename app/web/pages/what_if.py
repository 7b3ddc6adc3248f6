"""What another policy would have decided on the latest texts: thresholds, goals, required detectors."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from app.domain.policy import Goal, Policy
from app.domain.verdict import Outcome
from app.domain.what_if import PolicyChange, preview
from app.web.people import CurrentServices, Reader
from app.web.policies import policy_for
from app.web.render import render

router = APIRouter(include_in_schema=False)
LATEST = 200
"""Their stored evaluations are read in full: enough to see a tendency, few enough to be quick."""
MOST_SHOWN = 50
GOALS = {
    Goal.AEO: "the minimum AEO score",
    Goal.HUMAN: "no sign of machine writing",
    Goal.INTEGRITY: "integrity",
    Goal.FINDINGS: "no error findings",
}


@dataclass(frozen=True, slots=True)
class WhatIfAddress:
    """The hypothetical policy, as given in the URL."""

    asked: Annotated[bool, Query()] = False
    """Whether anything was chosen: a box that is not ticked is not sent."""
    min_aeo: Annotated[float, Query(ge=0, le=100)] = 30.0
    goal: Annotated[list[Goal] | None, Query()] = None
    detector: Annotated[list[str] | None, Query(max_length=20)] = None
    disagree: Annotated[bool, Query()] = False

    def changes(self, policy: Policy) -> PolicyChange:
        """The changes to the policy; none until something is chosen."""
        if not self.asked:
            return PolicyChange.of(policy)
        return PolicyChange(
            self.min_aeo, frozenset(self.goal or ()), tuple(self.detector or ()), self.disagree
        )


@router.get("/what-if")
def show_what_if(
    request: Request, services: CurrentServices, person: Reader, wanted: Annotated[WhatIfAddress, Depends()]
) -> Response:
    policy = policy_for(services.settings, "article.md")
    asked = wanted.changes(policy)
    with services.store.read() as tx:
        texts = tx.pages.judged.latest(LATEST, projects=person.projects)
    seen = preview(texts, asked if wanted.asked else None)
    detectors = dict.fromkeys((*policy.detectors.use, *asked.required_detectors))
    return render(
        request,
        "what_if.html",
        policy=policy,
        asked=asked,
        goals=GOALS,
        detectors=list(detectors),
        outcomes=[(outcome, seen.before[outcome], seen.after[outcome]) for outcome in Outcome],
        looked_at=len(texts),
        number=len(seen.shifts),
        shifts=seen.shifts[:MOST_SHOWN],
    )
