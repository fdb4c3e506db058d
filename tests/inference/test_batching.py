from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.errors import ConfigError
from claimx.inference.batching import STEP, BatchConfig, padded_length, plan_batches


@given(st.lists(st.integers(1, 512)), st.integers(1, 4096))
def test_each_item_is_in_one_batch_of_its_own_padded_length(lengths: list[int], limit: int) -> None:
    batches = plan_batches(lengths, BatchConfig(max_pieces=limit))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        (width,) = {padded_length(lengths[i]) for i in batch}
        assert width % STEP == 0
        assert len(batch) == 1 or len(batch) * width <= limit


@pytest.mark.parametrize("values", [{"max_pieces": 0}, {"look_ahead": 0}])
def test_limits_below_one_are_refused(values: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match="expected at least 1"):
        BatchConfig(**values)
