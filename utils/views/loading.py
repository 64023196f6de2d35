"""The model, loaded once for all visitors."""

import gc

import streamlit as st

from utils.manifest import ModelError


@st.cache_resource(show_spinner=False)
def load_reader():
    """Import Keras, load the model and keep Python's garbage collector off what was loaded.

    Raises:
        ModelError: the model file or its manifest is missing or altered.
    """
    from utils.reader import Reader

    reader = Reader.load()
    # Streamlit collects garbage after every rerun, and would walk all of TensorFlow each time.
    gc.collect()
    gc.freeze()
    return reader


def reader_or_stop():
    """The reader; while it loads the page says so, and where it cannot be loaded it says why."""
    place = st.empty()
    try:
        with place, st.spinner("Loading the model. You can draw already.", show_time=True):
            return load_reader()
    except ModelError as error:
        place.error(str(error), icon=":material/error:")
        st.stop()
