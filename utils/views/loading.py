"""The model, loaded once for all visitors."""

import gc

import streamlit as st

from utils.manifest import MODELS, ModelError


@st.cache_resource(show_spinner="Loading the model. You can draw already.")
def load_reader():
    """Import Keras, load the model, and keep Streamlit from undoing it between reruns.

    Raises:
        ModelError: the model file or its manifest is missing or altered.
    """
    import keras

    from utils.reader import Reader

    reader = Reader.load(MODELS)
    # Streamlit clears Keras's session before every rerun; the model would compile anew for every stroke.
    keras.backend.clear_session = lambda: None
    # Streamlit collects garbage after every rerun, and would walk all of TensorFlow each time.
    gc.collect()
    gc.freeze()
    return reader


def reader_or_stop():
    """The reader; where it cannot be loaded the page says why and what to do."""
    try:
        return load_reader()
    except ModelError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()
