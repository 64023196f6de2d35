"""The switch between a number and one digit, as both tabs have it."""

import streamlit as st

NUMBER, ONE_DIGIT = "A number", "One digit"


def is_one_digit(label: str, key: str, **options) -> bool:
    """Show the switch, kept in the address under its key, and say whether it stands at one digit.

    Args:
        label: what the switch asks.
        key: its name in the session and in the address.
        options: further ones of `st.segmented_control`.
    """
    kinds = {"options": [NUMBER, ONE_DIGIT], "default": NUMBER, "required": True}
    return st.segmented_control(label, **kinds, key=key, bind="query-params", **options) == ONE_DIGIT
