"""What a client may be told by a sandbox: the shapes, the amounts, and nothing that runs in a browser."""

import pytest

from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.provisioner import messages, passive

HTML = [
    '<b>bold</b> and <i class="x">more</i><br/>',
    '<table border="1" class="dataframe">\n<tr style="text-align: right;"><th>1 &lt; 2</th></tr></table>',
    '<a href="https://example.org/a?b=c">link</a> <a href="#part">part</a>',
    '<img alt="a" src="data:image/png;base64,iVBORw0KGgo=">',
    '<div role="status" style="border-left:4px solid #0072b2;padding:.3em 0 .3em 1em">✓</div>',
    "a > b",
    "",
]
ACTIVE = [
    "<script>alert(1)</script>",
    '<b onclick="alert(1)">x</b>',
    "<img src=x onerror=alert(1)>",
    '<img src="https://example.org/seen.png">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<iframe srcdoc="x"></iframe>',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<style>b { position: fixed }</style>",
    '<div style="position:fixed;top:0">x</div>',
    '<div style="background:url(https://example.org)">x</div>',
    '<form action="https://example.org"><input></form>',
    '<b a="\'"<script>alert(1)</script>',
    "<!--><script>alert(1)</script>-->",
    "<b",
    "<b/onclick=alert(1)>x</b>",
    "<textarea><b></textarea><script>1</script>",
]


@pytest.mark.parametrize("html", HTML)
def test_plain_html_passes_as_it_is(html: str) -> None:
    assert passive.bundle({"text/html": html}) == {"text/html": html}


@pytest.mark.parametrize("html", ACTIVE)
def test_html_that_may_run_does_not_pass(html: str) -> None:
    shown = passive.bundle({"text/html": html, "text/plain": "x"})
    assert shown == {"text/plain": "x"}


def test_the_style_that_pandas_puts_before_a_table_is_left_out() -> None:
    table = (
        '<div>\n<style scoped>\n  .dataframe { a: b }\n</style>\n<table border="1"></table></div>'
    )
    assert passive.bundle({"text/html": table}) == {
        "text/html": '<div>\n<table border="1"></table></div>'
    }


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("*m* [l](https://example.org)", True),
        ("<b>", False),
        ("[x](javascript:1)", False),
        (r"[x](JavaScript\:1)", False),
        ("[x](&#106;avascript&colon;1)", False),
    ],
)
def test_markdown_passes_without_html_and_script_links(text: str, passes: bool) -> None:
    assert ("text/markdown" in passive.bundle({"text/markdown": text})) is passes


def test_what_only_an_extension_of_the_client_would_run_does_not_pass() -> None:
    data = {
        "application/javascript": "x",
        "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
        "application/vnd.vega.v5+json": {},
        "image/png": "iVBORw0KGgo=",
    }
    assert passive.bundle(data) == {"image/png": "iVBORw0KGgo="}


def test_svg_becomes_a_picture() -> None:
    shown = passive.bundle({"image/svg+xml": "<svg onload='alert(1)'/>"})
    assert list(shown) == ["text/html"]
    assert shown["text/html"].startswith('<img alt="" src="data:image/svg+xml;base64,')


def test_hostile_html_is_looked_at_in_linear_time() -> None:
    for piece in ("<b ", '<b class="', '<b class="x" ', "<style scoped>", "<", " "):
        passive.bundle({"text/html": piece * 300_000})


def test_pages_inspections_and_expressions_are_made_passive() -> None:
    data = {"text/html": "<script>1</script>", "text/plain": "x"}
    shown = {"status": "ok", "data": data, "metadata": {}}
    content = {
        "status": "ok",
        "execution_count": 1,
        "payload": [{"source": "page", "data": data, "start": 0}, {"source": "edit_magic"}],
        "user_expressions": {"a": shown},
    }
    told = messages.reply("execute_request", content, active=False)
    assert told is not None
    assert [item["data"] for item in told["payload"]] == [{"text/plain": "x"}]
    assert told["user_expressions"]["a"]["data"] == {"text/plain": "x"}
    found = messages.reply("inspect_request", {**shown, "found": True}, active=False)
    assert found is not None
    assert found["data"] == {"text/plain": "x"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("execute_result", {"data": {}, "metadata": {}, "execution_count": -1}),
        ("update_display_data", {"data": {}, "metadata": {}, "transient": []}),
        ("comm_msg", {"comm_id": "x", "data": {"state": []}}),
        ("comm_msg", {"comm_id": 1, "data": {}}),
        ("error", {"ename": "E", "evalue": None, "traceback": []}),
        ("clear_output", {"wait": 1}),
        ("status", {"execution_state": "dead"}),
    ],
)
def test_what_could_confuse_a_client_is_dropped(kind: str, content: object) -> None:
    assert messages.published(kind, content, active=True) is None


def test_only_a_text_names_a_display() -> None:
    content = {"data": {}, "metadata": {}, "transient": {"display_id": ["x"], "other": 1}}
    told = messages.published("display_data", content, active=True)
    assert told is not None
    assert told["transient"] == {}


def test_the_answer_to_a_failed_cell_carries_nothing_else() -> None:
    error = {"status": "error", "ename": "E", "evalue": "v", "traceback": ["t"]}
    content = {**error, "payload": [{"source": "page"}], "execution_count": 3}
    assert messages.reply("execute_request", content, active=True) == {
        **error,
        "execution_count": 3,
    }
    assert messages.reply("execute_request", {"status": "error"}, active=True) is None
    assert messages.reply("execute_request", {"status": "odd"}, active=True) is None


def test_completions_are_plain_text() -> None:
    content = {"matches": ["a", "<img>", 3], "cursor_start": 0, "cursor_end": 1, "metadata": {}}
    told = messages.reply("complete_request", content, active=False)
    assert told is not None
    assert told["matches"] == ["a"]


def test_an_allowance_comes_to_an_end() -> None:
    allowance = messages.Allowance(Limits(output=100, rich_output=5000))
    assert allowance.text("x" * 50) == "x" * 50
    assert allowance.text("y" * 60).startswith("y" * 30 + "\n[the output was cut")
    assert allowance.text("z") == ""
    assert allowance.limit == "output"
    assert [allowance.pays(1000) for _ in range(3)] == [True, True, False]
    assert allowance.limit == "output"  # the first one


def test_many_small_messages_come_to_an_end_too() -> None:
    allowance = messages.Allowance(Limits())
    assert sum(bool(allowance.text(".")) for _ in range(100_000)) < 60_000
    assert sum(allowance.pays(0) for _ in range(20_000)) == 8000
