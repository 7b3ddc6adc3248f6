"""How many tokens a text has: exactly where a vocabulary is at hand, else an upper bound."""

import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

LOADING_SECONDS = 5.0
"""`tiktoken` fetches its vocabulary on first use; where there is no network that must not hang a worker."""


@dataclass(frozen=True, slots=True)
class TokenCount:
    tokens: int
    is_approximate: bool


def count_tokens(text: str, model: str) -> TokenCount:
    """Tokens of OpenAI's encodings; without a vocabulary the number of UTF-8 bytes, which no byte-level
    encoding exceeds."""
    encoding = _encoding(model)
    if encoding is None:
        return upper_bound(text)
    return TokenCount(len(encoding.encode(text, disallowed_special=())), is_approximate=False)


def upper_bound(text: str) -> TokenCount:
    """Never less than the true count: a token holds at least one byte."""
    return TokenCount(len(text.encode("utf-8", "surrogatepass")), is_approximate=True)


@cache
def _encoding(model: str) -> Any | None:
    found: list[Any] = []

    def load() -> None:
        import tiktoken

        try:
            name = tiktoken.encoding_name_for_model(model)
        except KeyError:
            name = "o200k_base"
        try:
            found.append(tiktoken.get_encoding(name))
        except Exception as error:  # noqa: BLE001 - whatever the download raises, the bound is used instead
            found.append(error)

    loader = threading.Thread(target=load, name="tiktoken-vocabulary", daemon=True)
    loader.start()
    loader.join(LOADING_SECONDS)
    return None if not found or isinstance(found[0], Exception) else found[0]
