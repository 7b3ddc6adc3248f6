"""The tokens of a call as its provider reports them, held against the request and the reply. Pure.

Servers report nothing, negative numbers, more cached tokens than there were, or any number at all. A report
that cannot be believed is replaced by our own count, which is an upper bound, and carries a note: the ledger
then counts the call at the most it can have cost.
"""

from dataclasses import dataclass

from app.domain.chat import ChatRequest
from app.llm.tokens import upper_bound

MOST_TOKENS = 2**31 - 1
"""In one call: more than any context window, and still a number of every database."""
BYTES_PER_TOKEN = 10
"""More than any vocabulary has on average: English has 4 to 5, Chinese and code fewer."""
ABSURD = 10
"""So many times our own upper bound: beyond the frames and hidden prompts that servers add."""
FRAME_TOKENS = 400


@dataclass(frozen=True, slots=True)
class ReportedUsage:
    """As it stood in the answer: of any type, None where it is missing."""

    prompt: object = None
    output: object = None
    cached: object = None
    written: object = None
    """To the prompt cache."""
    prompt_has_cached: bool = True
    """Whether `prompt` includes those read from and written to the cache."""


@dataclass(frozen=True, slots=True)
class CountedUsage:
    fresh: int
    """Of the prompt, neither read from nor written to the cache."""
    cached: int
    written: int
    output: int
    note: str = ""
    """Why these are our own numbers; empty for the provider's."""


def counted(reported: ReportedUsage, request: ChatRequest, text: str) -> CountedUsage:
    """The provider's numbers where they can be true of this request and this reply, else our own."""
    numbers = [
        _whole(one) for one in (reported.prompt, reported.cached or 0, reported.written or 0, reported.output)
    ]
    if reported.prompt is None or reported.output is None:
        return _our_own(request, text, "the provider reported no usage")
    if any(number is None for number in numbers):
        return _our_own(request, text, "the provider reported usage that is not a number of tokens")
    prompt, cached, written, output = (number or 0 for number in numbers)
    if min(prompt, cached, written, output) < 0:
        return _our_own(request, text, "the provider reported negative tokens")
    fresh = prompt - cached - written if reported.prompt_has_cached else prompt
    if fresh < 0:
        return _our_own(request, text, "the provider reported more cached tokens than the prompt has")
    problem = _improbable(fresh + cached + written, output, request, text)
    return _our_own(request, text, problem) if problem else CountedUsage(fresh, cached, written, output)


def _whole(number: object) -> int | None:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    return int(number) if abs(number) <= MOST_TOKENS**2 and number == int(number) else None


def _improbable(prompt: int, output: int, request: ChatRequest, text: str) -> str:
    if prompt > ABSURD * _most_input(request) or output > ABSURD * _most_output(request, text):
        return "the provider reported more tokens than the call can have"
    least = _bytes(request.system + request.user) // BYTES_PER_TOKEN
    if prompt < least or output < _bytes(text) // BYTES_PER_TOKEN:
        return "the provider reported fewer tokens than the text has"
    return ""


def _our_own(request: ChatRequest, text: str, note: str) -> CountedUsage:
    return CountedUsage(_most_input(request), 0, 0, _most_output(request, text), note)


def _most_input(request: ChatRequest) -> int:
    return _bytes(request.system + request.user + str(dict(request.schema))) + FRAME_TOKENS


def _most_output(request: ChatRequest, text: str) -> int:
    """Thinking is billed too and not in the text, but the request limits it."""
    return max(request.max_output_tokens, _bytes(text))


def _bytes(text: str) -> int:
    return upper_bound(text).tokens
