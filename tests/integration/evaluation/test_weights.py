import shutil

import numpy as np
import pytest

from app.domain.errors import ConfigurationError
from app.evaluation.detectors.copydesk import build
from app.evaluation.detectors.copydesk.weights import SHIPPED, load_weights
from training.detector.save_weights import save_weights


def test_the_shipped_weights_are_whole_and_small():
    weights = load_weights()

    assert SHIPPED.stat().st_size < 30_000_000
    assert {channel.stream for channel in weights.channels} == {"words", "shapes"}
    assert len(weights.kept_words) > 100


def test_weights_that_were_written_read_the_same(tmp_path):
    weights = load_weights()

    save_weights(tmp_path / "again.npz", weights)

    assert (tmp_path / "again.npz").read_bytes() == SHIPPED.read_bytes()


def test_missing_weights_stop_the_start_with_a_sentence(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        build(tmp_path / "nothing.npz")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_truncated_weights_stop_the_start_with_a_sentence(tmp_path, share):
    raw = SHIPPED.read_bytes()
    (tmp_path / "cut.npz").write_bytes(raw[: int(len(raw) * share)])

    with pytest.raises(ConfigurationError, match="damaged"):
        build(tmp_path / "cut.npz")


def rewritten(tmp_path, change):
    path = tmp_path / "changed.npz"
    shutil.copy(SHIPPED, path)
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files}
    change(arrays)
    np.savez(path, **arrays)
    return path


def test_weights_of_another_version_stop_the_start_with_a_sentence(tmp_path):
    def change(arrays):
        header = arrays["header"].tobytes().replace(b'"format": 4', b'"format": 9')
        arrays["header"] = np.frombuffer(header, dtype=np.uint8)

    with pytest.raises(ConfigurationError, match="format 9"):
        build(rewritten(tmp_path, change))


def test_one_changed_weight_is_noticed(tmp_path):
    def change(arrays):
        arrays["table_words_18"][5] += 1

    with pytest.raises(ConfigurationError, match="checksum"):
        build(rewritten(tmp_path, change))


def test_a_file_of_something_else_is_refused(tmp_path):
    (tmp_path / "other.npz").write_bytes(b"this is no archive")

    with pytest.raises(ConfigurationError, match="damaged"):
        build(tmp_path / "other.npz")
