"""Visitors without a browser, who send and receive Streamlit's own messages: many of them fit on one machine."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.made_digits import Strokes, canvas_json

PATIENCE = 60.0  # seconds until an answer counts as lost
ANSWERS = ('class="reading"', 'class="counted"')  # of the page, and of `tests.canvas_only`


@dataclass
class Visitor:
    """One open page: its connection, its canvas, and the part of the script that a stroke runs again."""

    connection: ClientConnection
    canvas: str
    fragment: str

    async def draw(self, strokes: Strokes) -> str | None:
        """Put these strokes, in canvas pixels, on the canvas instead of what was there.

        Returns:
            The HTML of what the page says of them; None where it says nothing.

        Raises:
            TimeoutError: there was no answer.
        """
        state = ClientState(fragment_id=self.fragment)
        drawing = json.dumps({"drawing": {"raw": canvas_json(strokes), "data": None}})
        state.widget_states.widgets.add(id=self.canvas, json_value=drawing)
        deltas = await _run_script(self.connection, state)
        said = [delta.new_element.html.body for delta in deltas if delta.new_element.WhichOneof("type") == "html"]
        return next((html for html in said if any(mark in html for mark in ANSWERS)), None)


@asynccontextmanager
async def visitor(address: str, cookie: str = "") -> AsyncIterator[Visitor]:
    """Open the page as a browser does and wait until it is whole.

    Args:
        address: of the server, "http://...".
        cookie: to send along, as a server or a proxy has set it.
    """
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"
    headers = {"Cookie": cookie} if cookie else {}
    async with connect(stream, subprotocols=["streamlit"], additional_headers=headers, max_size=None) as connection:
        deltas = await _run_script(connection, ClientState())
        yield Visitor(connection, *_canvas(deltas))


async def _run_script(connection: ClientConnection, state: ClientState) -> list[Delta]:
    """Have the script run with this state, and gather what it puts on the page."""
    deltas = []
    async with asyncio.timeout(PATIENCE):
        await connection.send(BackMsg(rerun_script=state).SerializeToString())
        while True:
            message = ForwardMsg.FromString(await connection.recv())
            kind = message.WhichOneof("type")
            if kind == "delta":
                deltas.append(message.delta)
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return deltas


def _canvas(deltas: list[Delta]) -> tuple[str, str]:
    """The canvas's widget id, and the id of the fragment that it is in."""
    for delta in deltas:
        component = delta.new_element.bidi_component
        if "drawable_canvas" in component.component_name:
            return component.id, delta.fragment_id
    raise RuntimeError("There is no canvas on the page.")
