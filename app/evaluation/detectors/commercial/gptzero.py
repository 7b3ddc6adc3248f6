"""GPTZero: POST /v2/predict/text."""

from decimal import Decimal
from typing import Any

import httpx

from app.domain.errors import ReplyUnusable
from app.domain.scores import Confidence, Label
from app.evaluation.detectors.commercial.http import dollars, request_json, share
from app.evaluation.detectors.commercial.opinion import Opinion, found_in_order

URL = "https://api.gptzero.me/v2/predict/text"
PRICE_PER_WORD = Decimal("0.00015")
"""45 US dollars a month for 300,000 words."""


class GptZero:
    name = "gptzero"
    min_words = 50
    max_characters = 50_000
    languages = frozenset({"en", "fr", "de", "es", "pt"})

    def __init__(self, api_key: str, *, client: httpx.Client, price: Decimal = PRICE_PER_WORD) -> None:
        self._headers = {"x-api-key": api_key, "accept": "application/json"}
        self._client = client
        self._price = price

    def price_of(self, text: str) -> Decimal:
        return dollars(len(text.split()), self._price)

    def ask(self, text: str) -> Opinion:
        response = request_json(
            self._client,
            "POST",
            URL,
            service="GPTZero",
            headers=self._headers,
            body={"document": text, "multilingual": not text.isascii()},
        )
        try:
            document: dict[str, Any] = response["documents"][0]
            label = Label(document["predicted_class"])
            chances = document["class_probabilities"]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ReplyUnusable(f"GPTZero's answer has no usable documents[0]: {error!r}.") from error
        # What is neither a person's nor mixed is a machine's; half of the mixed is.
        machine = share(chances.get("ai"), service="GPTZero", name="class_probabilities.ai")
        mixed = share(chances.get("mixed", 0.0), service="GPTZero", name="class_probabilities.mixed")
        category = document.get("confidence_category")
        return Opinion(
            label=label,
            probability=min(1.0, machine + mixed / 2),
            confidence=Confidence(category) if category in set(Confidence) else Confidence.LOW,
            version=str(response.get("version", "unknown")),
            cost=self.price_of(text),
            passages=found_in_order(
                text,
                [
                    (
                        str(one["sentence"]),
                        share(one["generated_prob"], service="GPTZero", name="generated_prob"),
                    )
                    for one in document.get("sentences", ())
                    if "sentence" in one and one.get("generated_prob") is not None
                ],
            ),
        )
