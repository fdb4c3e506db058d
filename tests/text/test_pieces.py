from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.errors import ModelError
from claimx.model import store
from claimx.text.pieces import PieceEncoder, cut_windows
from claimx.text.reading import read_text

ENCODER = PieceEncoder(store.find_model(None) / store.TOKENIZER)
WORDS = st.lists(st.sampled_from(["rain", "said.", '"No,"', "Mr.", "\n\n", "\n", "Ito", "\u00e9t\u00e9", "\U0001f600"]))


@settings(deadline=None)
@given(st.text(alphabet=st.characters()))
def test_offsets_lie_in_the_text_and_rise(text: str) -> None:
    offsets = read_text(text, ENCODER, 254).pieces.offsets
    assert (offsets[:, 0] <= offsets[:, 1]).all()
    assert (np.diff(offsets[:, 0]) >= 0).all()
    assert not len(offsets) or (offsets.min() >= 0 and offsets.max() <= len(text))


@settings(deadline=None)
@given(WORDS, st.integers(4, 20))
def test_windows_hold_each_piece_once_and_respect_the_limit(words: list[str], limit: int) -> None:
    pieces = read_text(" ".join(words), ENCODER, 254).pieces
    windows = cut_windows(pieces, limit)
    assert all(0 < end - begin <= limit for begin, end in windows)
    assert all(a[1] <= b[0] for a, b in zip(windows, windows[1:], strict=False))
    held = {k for begin, end in windows for k in range(begin, end)}
    is_mark = pieces.offsets[:, 0] == pieces.offsets[:, 1]
    assert held >= set(np.flatnonzero(~is_mark).tolist())


def test_a_window_ends_with_a_paragraph_or_else_with_a_sentence() -> None:
    text = "The rain fell. Mr. Ito slept.\nThe wind blew hard all night. Nobody came."
    reading = read_text(text, ENCODER, 16)
    ends = [int(reading.pieces.offsets[end - 1, 1]) for _, end in reading.windows]
    assert [text[:end].split()[-1] for end in ends] == ["slept.", "came."]


def test_a_window_does_not_part_a_quotation_from_the_paragraph_before() -> None:
    text = "The rain fell in Ely.\nThe mayor rose at last.\n\u201cWe are wet,\u201d she said.\nNobody stayed."
    reading = read_text(text, ENCODER, 20)
    (_, first_end), *_ = reading.windows
    assert text[: reading.pieces.offsets[first_end - 1, 1]].endswith("in Ely.")


def test_a_file_that_is_no_tokenizer_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"expected a tokenizer\.json"):
        PieceEncoder(tmp_path / "tokenizer.json")
