"""Pangram: POST /task, then GET /task/{id} until it is done."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx

from app.domain.errors import OutcomeUnknown, ProviderUnavailable, ReplyUnusable
from app.domain.scores import Confidence, Label
from app.evaluation.detectors.commercial.http import dollars, request_json, share
from app.evaluation.detectors.commercial.opinion import FlaggedPassage, Opinion

URL = "https://text.external-api.pangram.com/task"
PRICE_PER_THOUSAND_WORDS = Decimal("0.05")
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, GIVE_UP_SECONDS = 0.5, 8.0, 120.0
_LABELS = {"ai": Label.AI, "human": Label.HUMAN}


class Pangram:
    name = "pangram"
    min_words = 50
    max_characters = 50_000
    languages = frozenset[str]()

    def __init__(
        self,
        api_key: str,
        *,
        client: httpx.Client,
        sleep: Callable[[float], None],
        price: Decimal = PRICE_PER_THOUSAND_WORDS,
    ) -> None:
        self._headers = {"x-api-key": api_key}
        self._client, self._sleep, self._price = client, sleep, price

    def price_of(self, text: str) -> Decimal:
        return dollars(len(text.split()) / 1000, self._price)

    def ask(self, text: str) -> Opinion:
        submitted = request_json(
            self._client,
            "POST",
            URL,
            service="Pangram",
            headers=self._headers,
            body={"text": text, "public_dashboard_link": False},
        )
        task = submitted.get("task_id")
        if not isinstance(task, str) or not task:
            raise ReplyUnusable("Pangram took the text and gave no task_id.")
        return self._opinion(text, self._finished(task))

    def _finished(self, task: str) -> dict[str, Any]:
        waited, wait = 0.0, FIRST_WAIT_SECONDS
        while waited < GIVE_UP_SECONDS:
            self._sleep(wait)
            waited, wait = waited + wait, min(2 * wait, LONGEST_WAIT_SECONDS)
            response = self._looked_up(task)
            if response is None:
                continue
            if response.get("stage") == "STAGE_SUCCESS":
                return response
            if response.get("stage") == "STAGE_FAILED":
                raise ProviderUnavailable(
                    f"Pangram's task failed: {response.get('headline') or response.get('detail')}."
                )
        raise OutcomeUnknown(
            f"Pangram did not finish its task within {GIVE_UP_SECONDS:.0f} s. It may be billed."
        )

    def _looked_up(self, task: str) -> dict[str, Any] | None:
        """None where the look-up itself failed: it costs nothing, so the next one may do."""
        try:
            return request_json(
                self._client, "GET", f"{URL}/{task}", service="Pangram", headers=self._headers, is_paid=False
            )
        except ProviderUnavailable:
            return None

    def _opinion(self, text: str, response: dict[str, Any]) -> Opinion:
        try:
            machine = share(response["fraction_ai"], service="Pangram", name="fraction_ai")
            assisted = share(
                response.get("fraction_ai_assisted", 0), service="Pangram", name="fraction_ai_assisted"
            )
            label = _LABELS.get(str(response["prediction_short"]).lower(), Label.MIXED)
            windows = response.get("windows") or []
            sure = {str(window["confidence"]).lower() for window in windows}
            # Its offsets refer to the text that it returns, which it may have normalised.
            passages = _passages(windows) if response.get("text", text) == text else ()
        except (KeyError, TypeError) as error:
            raise ReplyUnusable(f"Pangram's answer lacks what was documented: {error!r}.") from error
        return Opinion(
            label=label,
            probability=min(1.0, machine + assisted / 2),
            confidence=Confidence.LOW
            if "low" in sure
            else Confidence.HIGH
            if sure == {"high"}
            else Confidence.MEDIUM,
            version=str(response.get("version", "unknown")),
            cost=self.price_of(text),
            passages=passages,
        )


def _passages(windows: list[dict[str, Any]]) -> tuple[FlaggedPassage, ...]:
    return tuple(
        FlaggedPassage(
            int(window["start_index"]),
            int(window["end_index"]),
            share(window["ai_assistance_score"], service="Pangram", name="ai_assistance_score"),
        )
        for window in windows
    )
