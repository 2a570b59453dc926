"""Formgrader shows a student's notebook in the instructor's own session: nothing of the student's may run there."""

from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

from autograder.grading.nbgrader.formgrader import clean
from tests.grading import small_course

pytestmark = pytest.mark.slow

WIDGET = "application/vnd.jupyter.widget-view+json"
HOSTILE = '<p>kept</p><script>steal()</script><img src="x" onerror="steal()"><a href="javascript:steal()">a</a>'


@pytest.fixture
def exporter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The exporter that formgrader itself makes where JupyterLab is started in the course's folder."""
    root = small_course.make(tmp_path / "course")
    small_course.configure(root)
    monkeypatch.chdir(root)
    extension = FormgradeExtension()
    extension.root_dir = str(root)
    extension.initialize([])
    webapp = SimpleNamespace(settings={})
    extension.init_tornado_settings(webapp)
    return webapp.settings["nbgrader_exporter"]


def page(exporter, *cells, names=(), **metadata) -> str:
    known = ("assignment_id", "notebook_id", "submission_id", "base_url", "student", "last_name")
    place = dict.fromkeys([*known, "first_name", "notebook_path"], "x") | dict(names)
    notebook = nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)
    html, _ = exporter.from_notebook_node(notebook, place | {"index": 0, "total": 1})
    return html


class Live(HTMLParser):
    """Collects what a browser would run of a page: scripts, handlers, script addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("type") or ""
        self.within = tag if tag == "script" and "json" not in kind else ""
        self.found += [
            f"{name}={value}"
            for name, value in attrs
            if name.startswith("on") or (value or "").startswith("javascript:")
        ]

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        if self.within:
            self.found.append(data)


def displayed(kind: str, content: object):
    cell = small_course.cell("code", "show()", "squares", solution=True)
    cell.outputs = [nbformat.v4.new_output("display_data", data={kind: content})]
    return cell


@pytest.mark.parametrize(
    "cell",
    [
        small_course.cell("markdown", HOSTILE, "essay", 2, solution=True),
        small_course.cell("markdown", HOSTILE),
        small_course.cell("raw", HOSTILE),
        displayed("text/html", HOSTILE),
        displayed("text/markdown", HOSTILE),
        displayed("text/latex", HOSTILE),
        displayed("text/plain", HOSTILE),
        displayed("image/svg+xml", f"<svg>{HOSTILE}</svg>"),
        displayed("image/png", f'">{HOSTILE}'),
        displayed("application/javascript", "steal()"),
    ],
    ids=lambda cell: str(next(iter(cell.outputs[0].data)) if "outputs" in cell else cell.cell_type),
)
def test_nothing_of_the_students_runs_in_formgrader(exporter, cell):
    live = Live()
    live.feed(page(exporter, cell))
    assert [found for found in live.found if "steal" in found] == []


@pytest.mark.parametrize("name", ["student", "first_name", "notebook_path"])
def test_a_students_name_is_text(exporter, name):
    names = {"first_name": "", "last_name": ""} if name == "student" else {}
    text = page(exporter, names=names | {name: '"><b onclick="steal()">Bobby'})
    live = Live()
    live.feed(text)
    assert [found for found in live.found if "steal" in found] == []
    assert "Bobby" in text


def test_a_students_widgets_are_not_started(exporter):
    state = {"a": {"model_name": "HTMLModel", "state": {"value": f"</script>{HOSTILE}"}}}
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    text = page(exporter, displayed(WIDGET, {"model_id": "a"}), widgets=widgets)
    live = Live()
    live.feed(text)
    assert [found for found in live.found if "steal" in found] == []
    assert "html-manager" not in text


def test_an_answer_its_picture_a_table_and_a_figure_are_still_shown(exporter):
    source = "# Why\n\n**Outliers** pull $x < y$.\n\n![drawing](attachment:a.png)"
    answer = small_course.cell("markdown", source, "essay", 2, solution=True)
    answer.attachments = {"a.png": {"image/png": "aGVsbG8="}}
    table = displayed("text/html", "<table><thead><tr><th>loss</th></tr></thead></table>")
    text = page(exporter, answer, table, displayed("image/png", "iVBORw0KGgo="))
    for shown in (
        "<h1>Why",
        "<p><strong>Outliers</strong> pull $x &lt; y$.</p>",
        'src="data:image/png;base64,aGVsbG8="',
        "<th>loss</th>",
        "data:image/png;base64,iVBORw0KGgo=",
        'id="essay"',
    ):
        assert shown in text


@pytest.mark.parametrize(
    "html",
    [
        '<a href="evil.html">a</a>',
        '<a href="/logout?evil">a</a>',
        '<a href="//evil.example/">a</a>',
        '<a href="../x/evil.html">a</a>',
        '<img src="/logout?evil">',
        '<img src="../../../evil">',
        '<img src="%2e%2e/evil">',
        '<img src="https://evil.example/pixel.png">',
        '<img src="//evil.example/pixel.png">',
        '<img src="data:text/html,evil">',
        '<b class="full-credit evil">a</b>',
        '<div class="score modal-backdrop evil">a</div>',
    ],
)
@pytest.mark.parametrize("place", ["answer", "output"])
def test_a_click_or_a_look_does_nothing_in_the_instructors_name(exporter, html, place):
    answer = small_course.cell("markdown", html, "essay", 2, solution=True)
    text = page(exporter, answer if place == "answer" else displayed("text/html", html))
    assert "evil" not in text


def test_links_to_other_sites_and_pictures_beside_the_notebook_are_kept():
    for html in (
        '<a href="https://example.org/a?b">a</a>',
        '<a class="anchor-link" href="#Why">¶</a>',
        '<img alt="a" src="figures/loss (2)%20é.png" width="40">',
        '<img src="data:image/png;base64,aGVsbG8=">',
        '<div class="highlight"><span class="k">def</span></div>',
        '<table class="dataframe"></table>',
    ):
        assert clean(html) == html
