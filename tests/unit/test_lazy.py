"""Values that are kept for a while are those that were asked for."""

from hypothesis import given
from hypothesis import strategies as st

from sitegen.lazy import Lazy, Recent, digest


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=8), st.integers(0, 5))
def test_recent_values_are_the_ones_asked_for_and_no_more_than_allowed(asked: list[list[int]], most: int) -> None:
    recent: Recent[int] = Recent(most)
    for numbers in asked:
        assert recent.values_of([Lazy.of(number) for number in numbers]) == numbers
        assert len(recent.values) <= max(most, len(set(numbers)))


def test_a_recent_value_is_loaded_once_until_there_is_no_room() -> None:
    loaded: list[bytes] = []

    def load(fingerprint: bytes) -> bytes:
        loaded.append(fingerprint)
        return fingerprint

    first, second, third = (Lazy(digest(name), load) for name in (b"first", b"second", b"third"))
    recent: Recent[bytes] = Recent(2)
    for lazies in ([first], [second, first], [first, second]):
        recent.values_of(lazies)
    assert loaded == [first.fingerprint, second.fingerprint]
    recent.values_of([third])
    recent.values_of([third, first])
    assert loaded[2:] == [third.fingerprint, first.fingerprint]
