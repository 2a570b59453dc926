"""A number field takes numbers as people write them, and says what it did with all others."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from autograder.lab.player import STATIC

pytestmark = pytest.mark.browser

FIELD = """
([value, min, max, whole]) => {
  const state = {value, min, max, whole, step: 1, log: false, label: "size"};
  window.state = state;
  const model = {get: (n) => state[n], set: (n, v) => { state[n] = v; }, save_changes: () => {},
                 on: () => {}, off: () => {}};
  document.body.innerHTML = '<div class="course-control"><div id="field"></div></div>';
  window.number.default.render({model, el: document.getElementById("field")});
}
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    source = (STATIC / "number.js").read_text("utf-8")
    page.evaluate(
        """async (source) => {
          const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
          window.number = await import(url);
        }""",
        source,
    )
    yield page
    page.close()


@pytest.mark.parametrize(
    ("text", "whole", "value"),
    [
        ("0.05", False, 0.05),
        ("0,05", False, 0.05),
        (",5", False, 0.5),
        ("1e-3", False, 0.001),
        ("1E3", False, 1000),
        ("1e3", True, 1000),
        ("1,5e-3", False, 0.0015),
        ("−2", False, -2),
        ("1 000", True, 1000),
        ("1.000", True, 1000),
        ("1,000", True, 1000),
        ("1.000.000", True, 1_000_000),
        ("1,000.5", False, 1000.5),
        ("1.000,5", False, 1000.5),
        ("12.", False, 12),
        ("", False, None),
        ("abc", False, None),
        ("1.2.3", False, None),
        ("1,00,0", True, None),
        ("1e", False, None),
        ("0x10", True, None),
        ("1e3e3", False, None),
        ("Infinity", False, None),
    ],
)
def test_what_a_text_means(page, text, whole, value):
    found = page.evaluate("([text, whole]) => window.number.parse(text, whole)", [text, whole])
    assert (None if found != found else found) == value


@pytest.mark.parametrize(
    ("typed", "whole", "value", "said"),
    [
        ("7", True, 7, None),
        ("1e1", True, 10, None),
        ("0,5", False, 0.5, None),
        ("500", True, 100, "500 is above the most; set to 100."),
        ("0", True, 1, "0 is below the least; set to 1."),
        ("1e9", False, 100, "1e9 is above the most; set to 100."),
        ("2.6", True, 3, "A whole number is needed; 2.6 became 3."),
        ("twelve", True, 12, "“twelve” is not a number; it stays 12."),
        ("1,234", False, 1.234, "1,234 was read as 1.234."),
    ],
)
def test_what_the_field_does_and_says(page, typed, whole, value, said):
    page.evaluate(FIELD, [12, 1 if whole else 0, 100, whole])
    field = page.get_by_role("spinbutton", name="size")
    field.fill(typed)
    field.press("Enter")
    assert page.evaluate("() => window.state.value") == value
    expect(field).to_have_value(str(value))
    note = page.get_by_role("status")
    expect(note).to_have_text(said) if said else expect(note).to_have_count(0)
    field.fill("50")
    field.press("Enter")
    expect(note).to_have_count(0)


def test_arrow_keys_move_it_within_its_bounds(page):
    page.evaluate(FIELD, [99, 1, 100, True])
    field = page.get_by_role("spinbutton")
    for expected in ("100", "100"):
        field.press("ArrowUp")
        expect(field).to_have_value(expected)
    field.press("ArrowDown")
    expect(field).to_have_value("99")
