"""What a stroke costs between pen and answer, counted in what is sent: times depend on the machine."""

from pathlib import Path

import pytest

from tests.made_digits import MADE_DIGITS, place
from tests.served import served
from tests.tools.visitors import run_apart, visitor

NUMBER = place(MADE_DIGITS["seven, plain"][1], 80, 20) + place(MADE_DIGITS["four, closed"][1], 80, 150)
LIGHT = {"html", "bidi_component", "button", "button_group", "slider", "checkbox", "text_input"}  # no tables, no charts


async def put_after_another(address, strokes):
    """What the server sends of a drawing that is not the visit's first."""
    async with visitor(address) as guest:
        await guest.put(strokes[:1])
        return await guest.put(strokes)


@pytest.mark.parametrize("strokes", [place(MADE_DIGITS["five, bar apart"][1]), NUMBER], ids=["digit", "number"])
def test_the_answer_is_sent_first_and_little_besides(address, strokes):
    deltas = run_apart(put_after_another(address, strokes))
    elements = [delta.new_element for delta in deltas if delta.WhichOneof("type") == "new_element"]
    kinds = [element.WhichOneof("type") for element in elements]
    assert kinds[0] == "html"
    assert 'class="reading"' in elements[0].html.body
    assert len(kinds) <= 11
    assert set(kinds) <= LIGHT
    samples = [element for element in elements if "companion" in element.bidi_component.component_name]
    assert sum(element.ByteSize() for element in elements if element not in samples) < 16_000


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="this system does not tell what a process has loaded")
def test_the_server_loads_no_library_of_tables_for_who_draws():
    with served() as server:
        run_apart(put_after_another(server.address, NUMBER))
        assert "pyarrow" not in Path(f"/proc/{server.process}/maps").read_text()
