"""The pages together: nothing is missing, what is loaded is small, and a phone and a printer can have them."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from autograder.exercises.misconceptions import misconceptions
from autograder.material.places import problem_sets
from tests.lessons.executed import LESSONS

pytestmark = pytest.mark.site
ROOT = Path(__file__).resolve().parents[2]
FIRST_PAGE_BYTES = 1_200_000
NEXT_PAGE_BYTES = 250_000


class Links(HTMLParser):
    """The addresses that a page refers to, and the anchors that it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.addresses.add(value)
            if name == "id" and value:
                self.anchors.add(value)


def pages(site: Path) -> list[Path]:
    return [page for page in site.rglob("*.html") if "lite" not in page.relative_to(site).parts]


def test_every_link_inside_the_site_leads_somewhere(site):
    found = {page: Links(page) for page in pages(site)}
    broken = []
    for page, links in found.items():
        for address in links.addresses:
            parts = urlsplit(address)
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                broken.append(f"{page.relative_to(site)}: {address}")
            elif (
                parts.fragment
                and target in found
                and unquote(parts.fragment) not in found[target].anchors
            ):
                broken.append(f"{page.relative_to(site)}: {address} has no such place")
    assert not broken


def test_what_cells_say_in_tables_is_shown_in_tables(site):
    lessons = [page for page in pages(site) if page.parent.name == "lessons"]
    text = {page.name: page.read_text("utf-8") for page in lessons}
    assert [name for name, html in text.items() if re.search(r"<p>\s*\|", html)] == []
    assert sum(html.count("<table") for html in text.values()) > 10


def test_there_is_a_page_for_everything(site):
    wanted = [
        *(f"lessons/{lesson.path.stem}.html" for lesson in LESSONS),
        *(f"problem-sets/{name}.html" for name in problem_sets()),
        *(f"guides/{page.stem}.html" for page in (ROOT / "docs").glob("*.md")),
        *(
            "misconceptions.html",
            "api.html",
            "benchmarks.html",
            "work.html",
            "guides/instructors.html",
        ),
    ]
    assert [name for name in wanted if not (site / name).is_file()] == []


def test_every_misconception_has_its_place_and_a_lesson(site):
    page = Links(site / "misconceptions.html")
    assert set(misconceptions()) <= page.anchors


def test_problem_sets_show_what_is_asked_and_no_solution(site):
    for name in problem_sets():
        text = (site / f"problem-sets/{name}.html").read_text("utf-8")
        assert "NotImplementedError" in text
        assert "BEGIN SOLUTION" not in text


def test_the_first_figure_lives_within_the_bytes_that_are_promised(reader):
    reader.open("lessons/00_start_here.html")
    reader.live()
    first = reader.received()
    assert first <= FIRST_PAGE_BYTES
    for lesson in LESSONS[1:]:
        before = reader.received()
        reader.open(f"lessons/{lesson.path.stem}.html")
        reader.live()
        assert reader.received() - before <= NEXT_PAGE_BYTES, lesson.path.stem


def test_a_second_visit_finds_everything_at_hand(reader):
    reader.open("lessons/02_one_iteration.html")
    reader.live()
    before = reader.received()
    reader.open("index.html")
    reader.open("lessons/02_one_iteration.html")
    reader.live()
    assert reader.received() - before < 40_000


def test_the_search_finds_a_lesson(reader):
    reader.open("search.html?q=tail")
    expect(reader.page.locator("#search-results li").first).to_be_visible()


@pytest.mark.parametrize(
    "place", ["index.html", "misconceptions.html", "api.html", "work.html", "problem-sets/ps1.html"]
)
def test_axe_has_nothing_to_say(reader, place):
    reader.open(place)
    assert reader.axe() == []


@pytest.mark.parametrize(
    "place", ["index.html", "lessons/02_one_iteration.html", "misconceptions.html"]
)
def test_a_phone_need_not_scroll_sideways(reader, place):
    reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.open(place)
    reader.live()
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert reader.page.evaluate(wide) <= 0


def test_without_scripts_a_lesson_shows_its_pictures_and_its_answers(browser, host):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host.address + "lessons/02_one_iteration.html")
    assert page.locator(".course-live img").first.get_attribute("alt")
    page.locator(".course-live details summary").first.click()
    expect(page.locator(".course-live details p").first).to_be_visible()
    context.close()


def test_print_shows_the_figure_without_its_buttons(reader):
    reader.open("lessons/02_one_iteration.html")
    reader.live()
    reader.page.emulate_media(media="print")
    expect(reader.page.locator(".course-player canvas").first).to_be_visible()
    expect(reader.page.locator(".course-player-bar").first).to_be_hidden()
