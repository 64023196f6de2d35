"""What keys do on the page, in one place, at its foot."""

import streamlit as st

LIST = """
| Key | What it does |
|---|---|
| Ctrl+Z | takes the last stroke back |
| Ctrl+Backspace | clears the canvas |
| Tab | goes to the next button or field |
| Enter or Space | presses it |
| Arrow keys | go from tab to tab, and from digit to digit |
| Escape | closes what is open |

On a Mac it is Command instead of Ctrl. In a text field the keys do what they do everywhere. Who cannot draw finds
samples to press beside the empty canvas.
"""


def show() -> None:
    """Draw the list, folded."""
    with st.expander("Keys", icon=":material/keyboard:"):
        st.markdown(LIST)
