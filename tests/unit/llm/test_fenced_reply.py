"""Small models put their JSON into a code fence, however they are asked."""

import pytest

from app.llm.answers.ending import unfenced


@pytest.mark.parametrize(
    "reply",
    ['```json\n{"a": 1}\n```', '```\n{"a": 1}\n```\n', '  ```json  \n\n {"a": 1}\n  ```  ', '{"a": 1}'],
)
def test_what_a_fence_around_the_whole_reply_holds_is_read(reply):
    assert unfenced(reply).strip() == '{"a": 1}'


@pytest.mark.parametrize(
    "reply", ["See:\n```json\n{}\n```", "```json\n{}\n``` and more", "```python\nx\n```", ""]
)
def test_a_reply_that_is_not_wholly_fenced_stays_as_it_is(reply):
    assert unfenced(reply) == reply
