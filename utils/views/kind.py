"""The switch between a number and one digit, as both tabs have it."""

from typing import Any

import streamlit as st

NUMBER, ONE_DIGIT = "A number", "One digit"


def is_one_digit(label: str, key: str, **options: Any) -> bool:
    """Show the switch, kept in the address under its key, and say whether it stands at one digit.

    Args:
        label: what the switch asks.
        key: its name in the session and in the address.
        options: further ones of `st.segmented_control`.
    """
    chosen: str = st.segmented_control(
        label, [NUMBER, ONE_DIGIT], default=NUMBER, required=True, key=key, bind="query-params", **options
    )
    return chosen == ONE_DIGIT


def stands_at_one_digit(key: str) -> bool:
    """Where the switch stands, before it is shown.

    Args:
        key: its name in the session and in the address.
    """
    state = st.session_state
    return (state[key] if key in state else st.query_params.get(key)) == ONE_DIGIT
