"""Visitors without a browser, who send and receive Streamlit's own messages: many of them fit on one machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from tests.made_digits import Strokes, canvas_json

PATIENCE = 60.0  # seconds until an answer counts as lost
ANSWERS = ('class="reading"', 'class="counted"')  # of the page, and of `tests.tools.canvas_only`


@dataclass
class Visitor:
    """One open page.

    Attributes:
        address: of the server.
        connection: to it.
        session: its id there.
        canvas, uploader: the widget's id, and the id of the fragment that it runs again.
        widgets: what the page would send of every widget that was used, by id.
    """

    address: str
    connection: ClientConnection
    session: str
    canvas: tuple[str, str]
    uploader: tuple[str, str]
    widgets: dict[str, WidgetState] = field(default_factory=dict)

    async def draw(self, strokes: Strokes) -> str | None:
        """Put these strokes, in canvas pixels, on the canvas instead of what was there.

        Returns:
            The HTML of what the page says of them; None where it says nothing.

        Raises:
            TimeoutError: there was no answer.
        """
        deltas = await self.put(strokes)
        said = [delta.new_element.html.body for delta in deltas if delta.new_element.WhichOneof("type") == "html"]
        return next((html for html in said if any(mark in html for mark in ANSWERS)), None)

    async def put(self, strokes: Strokes) -> list[Delta]:
        """Put these strokes on the canvas instead of what was there, and give back all that the server sends of it."""
        drawing = json.dumps({"drawing": {"raw": canvas_json(strokes), "data": None}})
        return await self._use(self.canvas, json_value=drawing)

    async def upload(self, files: dict[str, bytes]) -> list[str]:
        """Put these files, by name, into the Photo tab, and take away those that were there.

        Returns:
            What the page has read in each.

        Raises:
            TimeoutError: there was no answer.
            urllib.error.HTTPError: a file was refused.
        """
        before = self.widgets.get(self.uploader[0], WidgetState()).file_uploader_state_value
        chosen = FileUploaderState()
        for name, data in files.items():
            file = str(uuid4())
            await asyncio.to_thread(send_file, self.address, self.session, file, name, data)
            address = f"/_stcore/upload_file/{self.session}/{file}"
            urls = FileURLs(file_id=file, upload_url=address, delete_url=address)
            chosen.uploaded_file_info.add(file_id=file, name=name, size=len(data), file_urls=urls)
        deltas = await self._use(self.uploader, file_uploader_state_value=chosen)
        for old in before.uploaded_file_info:
            await asyncio.to_thread(take_file_away, self.address, old.file_urls.delete_url)
        return [delta.new_element.code.code_text for delta in deltas if delta.new_element.WhichOneof("type") == "code"]

    async def _use(self, widget: tuple[str, str], **value) -> list[Delta]:
        identity, fragment = widget
        self.widgets[identity] = WidgetState(id=identity, **value)
        state = ClientState(fragment_id=fragment)
        state.widget_states.widgets.extend(self.widgets.values())
        return _deltas(await _run_script(self.connection, state))


def run_apart(visits: Coroutine) -> Any:
    """Run a coroutine to its end and give back what it returns.

    It has a thread of its own: in this one a browser may be open, whose event loop runs as long as it is.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, visits).result()


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
        messages = await _run_script(connection, ClientState())
        session = next(m.new_session.initialize.session_id for m in messages if m.WhichOneof("type") == "new_session")
        yield Visitor(address, connection, session, *_widgets(_deltas(messages)))


def send_file(address: str, session: str, file: str, name: str, data: bytes, with_token: bool = True) -> None:
    """Send a file as the page's uploader does.

    Args:
        address: of the server.
        session: the visitor's.
        file: a new id for it.
        name: of the file.
        data: its bytes.
        with_token: and with the token against forged requests, as the server has given it to the page.

    Raises:
        urllib.error.HTTPError: it was refused.
    """
    limit = "a boundary that is in no picture"
    head = f'--{limit}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{limit}--\r\n".encode()
    headers = {"Content-Type": f'multipart/form-data; boundary="{limit}"'} | (_token(address) if with_token else {})
    request = Request(f"{address}/_stcore/upload_file/{session}/{file}", body, headers, method="PUT")
    urlopen(request, timeout=PATIENCE).close()


def take_file_away(address: str, place: str) -> None:
    """Delete a file that was sent, as the page's uploader does.

    Args:
        address: of the server.
        place: of the file there, "/_stcore/...".
    """
    urlopen(Request(address + place, headers=_token(address), method="DELETE"), timeout=PATIENCE).close()


def _token(address: str) -> dict[str, str]:
    """The headers of a request that the page itself makes: with the token that the server has given it."""
    with urlopen(f"{address}/_stcore/health", timeout=PATIENCE) as answer:
        token = SimpleCookie(answer.headers["Set-Cookie"])["_streamlit_xsrf"].value
    return {"Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token}


async def _run_script(connection: ClientConnection, state: ClientState) -> list[ForwardMsg]:
    """Have the script run with this state, and gather what the server sends of it."""
    messages = []
    async with asyncio.timeout(PATIENCE):
        await connection.send(BackMsg(rerun_script=state).SerializeToString())
        while True:
            message = ForwardMsg.FromString(await connection.recv())
            kind = message.WhichOneof("type")
            messages.append(message)
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return messages


def _deltas(messages: list[ForwardMsg]) -> list[Delta]:
    return [message.delta for message in messages if message.WhichOneof("type") == "delta"]


def _widgets(deltas: list[Delta]) -> tuple[tuple[str, str], tuple[str, str]]:
    """Canvas and uploader, of each the widget's id and the id of its fragment; the canvas alone may have a page."""
    canvas, uploader = None, ("", "")
    for delta in deltas:
        element = delta.new_element
        if "drawable_canvas" in element.bidi_component.component_name:
            canvas = element.bidi_component.id, delta.fragment_id
        if element.WhichOneof("type") == "file_uploader":
            uploader = element.file_uploader.id, delta.fragment_id
    if not canvas:
        raise RuntimeError("There is no canvas on the page.")
    return canvas, uploader
