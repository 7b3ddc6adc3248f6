import numpy as np
import pytest

from app.evaluation.detectors.copydesk.keys import Keys


@pytest.mark.parametrize("count", [1, 2, 3, 64, 5000])
def test_every_key_is_found_in_its_place_and_nothing_else_is(count):
    keys = np.unique(np.random.default_rng(count).integers(0, 1 << 32, count, dtype=np.uint32))

    others = np.setdiff1d(keys + np.uint32(1), keys)

    assert Keys(keys).indexes(keys).tolist() == list(range(len(keys)))
    assert set(Keys(keys).indexes(others).tolist()) <= {-1}


def test_keys_that_share_their_first_bits_are_told_apart():
    keys = Keys(np.array([7, 8, 9, (1 << 32) - 1], dtype=np.uint32))

    assert keys.indexes(np.array([9, 0, (1 << 32) - 1, 10, 7])).tolist() == [2, -1, 3, -1, 0]


def test_of_equal_keys_the_first_is_found():
    assert Keys(np.array([5, 5, 6], dtype=np.uint32)).indexes(np.array([5])).tolist() == [0]
