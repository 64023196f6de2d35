"""What becomes of what a visitor draws and sends, in words, at the foot of the page."""

import streamlit as st

NOTE = """
**Nothing is kept beyond your visit.** What you draw, what you upload or take with the camera, what was read in it and
how you corrected it are in the server's memory only, for this visit. Nothing of it is written to disk or into a log,
nobody else can see it, and no model is trained on it. A digit that you put right guides how what looks like it is
read, in this visit alone.

**For how long?** Until you close the page, choose "Forget all", or remove the picture. For two minutes after it is
closed a page that lost its connection can come back to it; then nobody can reach it any more, and the server forgets it
at the latest when the next visitor leaves. Pictures of one visit are bounded, twenty and 60 MB together.

**After a reload** your drawing and the list of this visit are there again: this tab of your browser keeps them in its
session storage, on your device. They are gone when you close the tab, or with "Forget all". Pictures are not kept so.

This page sends nothing to anybody else: no statistics, no advertising. Whoever runs the server may count visits as
with any website.
"""


def show() -> None:
    """Draw the note, folded."""
    with st.expander("Privacy: nothing is kept beyond your visit", icon=":material/lock:"):
        st.markdown(NOTE)
