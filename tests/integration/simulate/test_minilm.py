"""The graph that we write from the weights gives what the model's card gives."""

from pathlib import Path

import numpy as np
import pytest

from app.simulate.minilm import find_model, minilm

needs_model = pytest.mark.skipif(
    find_model() is None, reason="the extra copydesk[simulate] and its model are not installed"
)


@needs_model
def test_similarities_are_those_of_the_published_model(tmp_path: Path) -> None:
    files = find_model()
    assert files is not None

    vectors = minilm(files, cache=tmp_path).embed(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )

    assert vectors[1:] @ vectors[0] == pytest.approx([0.695, 0.943, 0.257], abs=0.001)


@needs_model
def test_a_text_has_the_same_vector_alone_and_in_a_batch(tmp_path: Path) -> None:
    files = find_model()
    assert files is not None
    text = "The race detector is integrated with the tool chain."

    alone = minilm(files, cache=tmp_path / "a").embed([text])
    batched = minilm(files, cache=tmp_path / "b").embed(["A much longer sentence " * 20, text, "Short."])

    assert np.allclose(alone[0], batched[1], atol=1e-5)
