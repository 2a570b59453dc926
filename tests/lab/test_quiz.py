"""Questions: what is refused, what a page without scripts shows."""

import pytest

from autograder.lab import Quiz, right, wrong


def test_a_page_without_scripts_has_every_option_with_its_reason():
    quiz = Quiz(
        "Is `a < b`?",
        right("Yes", because="It **is**."),
        wrong("No <b>", because="Count.", misconception="count-floor"),
    )
    data, _ = quiz._repr_mimebundle_()
    page = data["text/html"]
    assert "<code>a &lt; b</code>" in page
    assert page.count("<details>") == 2
    assert "No &lt;b&gt;" in page
    assert "<strong>is</strong>" in page
    assert "Right: Yes — It **is**." in data["text/plain"]
    assert quiz.misconceptions == ["count-floor"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([right("a", because="x")], "two options"),
        ([wrong("a", because="x"), wrong("b", because="y")], "exactly one"),
        ([right("a", because="x"), right("b", because="y")], "exactly one"),
        ([right("a", because="x"), wrong("b", because=" ")], "no reason"),
    ],
)
def test_badly_made_questions_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        Quiz("Which?", *options)
