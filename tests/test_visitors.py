"""Visits at the same time stay apart, and the server takes no more than was agreed and from nobody else."""

import asyncio
import socket
import urllib.error
import urllib.parse
import urllib.request

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.made_digits import MADE_DIGITS, place
from tests.tools.soak import belongings, visit_each
from tests.tools.visitors import run_apart, send_file, visitor


def test_visitors_at_the_same_time_get_their_own_answers(address, reader):
    answers = run_apart(visit_each(address, belongings(reader, 4), seconds=0))
    assert answers["strokes"] >= 4
    assert answers["pictures"] >= 4
    assert answers["another's"] == answers["lost"] == 0


def refusal(address, session, **options):
    try:
        send_file(address, session, "1", "a.png", **{"data": b"x"} | options)
    except urllib.error.HTTPError as error:
        return error.code
    except urllib.error.URLError:  # it hangs up before all is sent
        return 413
    return None


def test_an_upload_needs_a_session_a_token_and_a_size_below_the_limit(address):
    async def visit():
        async with visitor(address) as guest:
            return [
                await asyncio.to_thread(refusal, address, guest.session),
                await asyncio.to_thread(refusal, address, guest.session, with_token=False),
                await asyncio.to_thread(refusal, address, "of-nobody"),
                await asyncio.to_thread(refusal, address, guest.session, data=bytes(21_000_000)),
            ]

    assert run_apart(visit()) == [None, 403, 400, 413]


def test_a_message_larger_than_agreed_ends_the_connection_and_no_other(address):
    async def send_too_much(guest):
        await guest.connection.send(bytes(21_000_000))
        while True:
            await guest.connection.recv()

    async def visit():
        async with visitor(address) as guest, visitor(address) as other:
            with pytest.raises(ConnectionClosed, match="message too big"):
                await send_too_much(guest)
            assert await other.draw(place(MADE_DIGITS["two, plain"][1]))

    run_apart(visit())


def test_whoever_leaves_while_sending_leaves_the_others_alone(address, reader):
    async def leave():
        async with visitor(address) as guest:
            connection = socket.create_connection(urllib.parse.urlsplit(address).netloc.split(":"))
            head = f"PUT /_stcore/upload_file/{guest.session}/1 HTTP/1.1\r\nHost: x\r\n"
            connection.sendall(f"{head}Content-Length: 9000000\r\n\r\n".encode() + bytes(3_000_000))
            connection.close()

    async def visit():
        await asyncio.gather(*(leave() for _ in range(5)))
        return await visit_each(address, belongings(reader, 1), seconds=0)

    answers = run_apart(visit())
    assert answers["another's"] == answers["lost"] == 0


def test_no_other_site_may_open_the_stream_or_read_answers(address):
    async def from_elsewhere():
        async with connect(
            address.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"], origin="https://evil.example"
        ):
            pass

    with pytest.raises(InvalidStatus, match="403"):
        run_apart(from_elsewhere())
    request = urllib.request.Request(f"{address}/_stcore/health", headers={"Origin": "https://evil.example"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] is None
