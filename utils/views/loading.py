"""The model, loaded once for all visitors."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from utils.manifest import MODELS, ModelError

if TYPE_CHECKING:
    from utils.layers import Layers
    from utils.reader import Reader


@st.cache_resource(show_spinner="Loading the model. You can draw already.")
def load_reader() -> "Reader":
    """Load the model, and keep Streamlit from undoing it between reruns.

    Raises:
        ModelError: a model file or the manifest is missing or altered.
    """
    import cv2

    from utils.reader import Reader

    reader = Reader.load(MODELS)
    # Visitors share the cores: on two at once a stroke is read no sooner, and takes half as much again of both.
    cv2.setNumThreads(1)
    if "keras" in sys.modules:
        # Streamlit clears Keras's session before every rerun; the model would compile anew for every stroke.
        sys.modules["keras"].backend.clear_session = lambda: None
    # What is imported stays; the collection of garbage need not walk it, which would stop every visitor.
    gc.collect()
    gc.freeze()
    return reader


@st.cache_resource(show_spinner="Loading another model.")
def load_published(folder: Path) -> "Reader":
    """Load a published recipe's model; only who compares models waits for it.

    Raises:
        ModelError: a file is missing or altered.
    """
    from utils.reader import Reader

    return Reader.load(folder)


@st.cache_resource(show_spinner=False)
def load_layers() -> "Layers":
    """Load what tells of the model's layers; only who looks inside waits for it.

    Raises:
        ModelError: the exported model is missing or altered.
    """
    from utils import layers

    return layers.load_layers(MODELS)


def reader_or_none() -> "Reader | None":
    """The reader; where it cannot be loaded, None, and the page says why and what to do."""
    try:
        return load_reader()
    except ModelError as error:
        st.error(str(error), icon=":material/error:")
        return None
