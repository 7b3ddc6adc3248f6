"""Originality.ai: POST /api/v3/scan, with everything but the AI scan switched off and nothing stored."""

import math
from decimal import Decimal

import httpx

from app.domain.errors import ReplyUnusable
from app.domain.scores import Confidence, Label
from app.evaluation.detectors.commercial.http import dollars, request_json, share
from app.evaluation.detectors.commercial.opinion import Opinion, found_in_order

URL = "https://api.originality.ai/api/v3/scan"
PRICE_PER_CREDIT = Decimal("0.01")
"""30 US dollars for 3,000 credits; a credit is 100 words."""
WORDS_PER_CREDIT = 100


class Originality:
    name = "originality"
    min_words = 50
    max_characters = 60_000
    languages = frozenset[str]()

    def __init__(
        self, api_key: str, *, client: httpx.Client, model: str = "lite", price: Decimal = PRICE_PER_CREDIT
    ) -> None:
        """`model`: `lite` or `turbo`."""
        self._headers = {"X-OAI-API-KEY": api_key, "accept": "application/json"}
        self._client = client
        self._model = model
        self._price = price

    def price_of(self, text: str) -> Decimal:
        return dollars(math.ceil(len(text.split()) / WORDS_PER_CREDIT), self._price)

    def ask(self, text: str) -> Opinion:
        response = request_json(
            self._client,
            "POST",
            URL,
            service="Originality.ai",
            headers=self._headers,
            body={
                "title": "copydesk",
                "content": text,
                "check_ai": True,
                "check_plagiarism": False,
                "check_facts": False,
                "check_readability": False,
                "check_grammar": False,
                "check_contentOptimizer": False,
                "storeScan": False,
                "aiModelVersion": self._model,
            },
        )
        try:
            results = response["results"]
            found = results["ai"]
            is_machine = int(found["classification"]["AI"]) == 1
            probability = share(found["confidence"]["AI"], service="Originality.ai", name="confidence.AI")
            blocks = [
                (str(block["text"]), share(block["result"]["fake"], service="Originality.ai", name="fake"))
                for block in found.get("blocks") or ()
            ]
            credits_used = (results.get("credits") or {}).get("used")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ReplyUnusable(f"Originality.ai's answer has no usable results.ai: {error!r}.") from error
        return Opinion(
            label=Label.AI if is_machine else Label.HUMAN,
            probability=probability,
            confidence=Confidence.HIGH if max(probability, 1 - probability) >= 0.9 else Confidence.MEDIUM,
            version=str(found.get("aiModel", self._model)),
            cost=dollars(credits_used, self._price)
            if isinstance(credits_used, int | float)
            else self.price_of(text),
            passages=found_in_order(text, blocks),
        )
