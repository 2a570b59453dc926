"""A panel without a kernel: what is computed ahead moves, one setting at a time; what is not says so."""

import pytest
from playwright.sync_api import expect

from tests.site.reader import Figure, Reader

pytestmark = pytest.mark.site


@pytest.fixture
def ledger(reader: Reader) -> Figure:
    """The figure of lesson 1."""
    reader.open("lessons/01_the_ledger.html")
    reader.live()
    figure = Figure(reader.page.locator(".course-panel").first)
    figure.panel.scroll_into_view_if_needed()
    return figure


def field(figure: Figure, label: str):
    return figure.panel.locator(".course-control", has_text=label).locator("input").last


def typed(figure: Figure, label: str, value: str) -> None:
    field(figure, label).fill(value)
    field(figure, label).press("Tab")


def test_the_try_of_a_lesson_can_be_followed_though_it_moves_two_settings(ledger):
    typed(ledger, "batch size", "100")
    expect(ledger.sentence).to_contain_text("batch size 100")
    typed(ledger, "samples", "1001")
    expect(ledger.sentence).to_contain_text("1001")
    expect(ledger.sentence).to_contain_text("batch size 100")


def test_other_settings_go_back_where_the_two_were_not_computed(ledger):
    typed(ledger, "epochs", "50")
    expect(ledger.sentence).to_contain_text("50 epochs")
    ledger.panel.get_by_label("drop_last").check()
    expect(ledger.note).to_contain_text("The other settings are back at the lesson's numbers")
    expect(field(ledger, "epochs")).to_have_value("3")


def test_a_typed_number_that_was_not_computed_becomes_the_nearest_and_says_so(ledger):
    typed(ledger, "batch size", "101")
    expect(field(ledger, "batch size")).to_have_value("100")
    expect(ledger.note).to_contain_text("nearest value")


def test_the_arrow_keys_reach_every_stop_of_a_slider(ledger):
    handle = ledger.panel.locator(".noUi-handle").first
    seen = [field(ledger, "samples").input_value()]
    for _ in range(3):
        handle.press("ArrowRight")
        expect(field(ledger, "samples")).not_to_have_value(seen[-1])
        seen.append(field(ledger, "samples").input_value())
    assert seen == sorted(seen, key=int)


def test_a_drag_moves_the_figure(ledger):
    handle = ledger.panel.locator(".noUi-handle").first
    sentence, box = ledger.sentence.inner_text(), handle.bounding_box()
    assert box
    mouse = ledger.panel.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] - 40, box["y"] + box["height"] / 2, steps=5)
    mouse.up()
    expect(ledger.sentence).not_to_have_text(sentence)


def test_a_link_leads_to_where_everything_moves(ledger):
    ledger.note.get_by_role("link").click()
    expect(ledger.panel.page.get_by_role("heading", level=1)).to_be_visible()


def test_positions_that_cannot_be_loaded_turn_their_control_off(reader, page):
    page.route("**/0-batch_size.bin", lambda route: route.abort())
    reader.open("lessons/01_the_ledger.html")
    reader.live()
    figure = Figure(page.locator(".course-panel").first)
    field(figure, "batch size").focus()
    expect(figure.panel.locator(".course-off")).to_have_count(1)
    expect(figure.panel.locator(".course-off")).to_contain_text("batch size")
    expect(figure.note).to_contain_text("This setting cannot move here")
    reader.errors.clear()  # the browser's own, of the file that the test held back
