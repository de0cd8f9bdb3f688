"""Keys of a table's entries."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.table_keys import HORIZON, entry_key, horizon_key, offset_of

offsets = st.integers(0, (1 << 63) - 1)


@given(offsets, offsets)
def test_a_store_reads_entries_in_the_order_of_their_offsets(one: int, other: int) -> None:
    # an index that is built in another order makes its chains again with each entry
    assert (entry_key(3, one) < entry_key(3, other)) == (one < other)


@given(offsets)
def test_keys_name_their_offset_and_horizons_lie_behind_all_entries(offset: int) -> None:
    assert offset_of(entry_key(3, offset)) == offset_of(horizon_key(3, offset)) == offset
    assert entry_key(3, offset) < HORIZON < horizon_key(3, offset)
