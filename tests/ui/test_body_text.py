"""The body shown is the body sent, with line breaks."""

import json

from hypothesis import given
from hypothesis import strategies as st

from backfill_assistant.ui.widgets.body_text import changed_lines, readable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


@given(JSON)
def test_nothing_but_spaces_between_values_is_added(value):
    body = json.dumps(value, separators=(",", ":"))
    shown = readable(body)
    assert json.loads(shown) == value
    assert json.dumps(json.loads(shown), separators=(",", ":")) == body


def test_numbers_keep_every_digit():
    assert readable('{"a":12345678901234567890.10,"b":[],"c":{}}') == (
        '{\n  "a": 12345678901234567890.10,\n  "b": [],\n  "c": {}\n}'
    )


def test_lines_that_changed():
    assert changed_lines("a\nb\nc", "a\nX\nc\nd") == (1, 3)
    assert changed_lines("a", "a") == ()
