"""The page of the misconceptions: each with what is true, its lesson, a question, an exercise and an example."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from autograder.exercises.engine import judge
from autograder.exercises.misconceptions import Misconception, misconceptions
from autograder.exercises.registry import exercise_ids, load
from autograder.lab.lessons import Lesson

INTRODUCTION = """\
# Misconceptions

What people believe about batches, steps and epochs, and what is true. Each came up in public, or in a model's answer;
a lesson settles it, a question asks for it, and a check in the exercises knows it by its name.
"""
Programs = Callable[[str], Iterator[tuple[str, Callable[..., Any]]]]


def page(lessons: list[Lesson], programs: Programs, mistake: Callable[[str], str | None]) -> str:
    """The page in Markdown.

    ``programs`` gives the wrong programs of an exercise, and ``mistake`` the id that such a program's name stands for.
    """
    parts, group = [INTRODUCTION], ""
    examples = _examples(programs, mistake)
    questions = {id: found for lesson in lessons for id, found in _questions(lesson)}
    for belief in misconceptions().values():
        if not isinstance(belief.lesson, int):
            continue  # another package's
        if belief.group != group:
            group = belief.group
            parts.append(f"## {group.capitalize()}\n")
        parts.append(
            _entry(
                belief, lessons[belief.lesson], questions.get(belief.id), examples.get(belief.id)
            )
        )
    return "\n".join(parts)


def _entry(
    belief: Misconception,
    lesson: Lesson,
    question: tuple[Lesson, str] | None,
    example: tuple[str, str, str] | None,
) -> str:
    lines = [
        f'<a id="{belief.id}"></a>\n\n### {belief.belief}\n',
        f"{belief.rule}\n",
        f"- **Lesson** [{lesson.number} · {lesson.course['title']}](lessons/{lesson.path.name})",
    ]
    if question:
        asked, text = question
        lines.append(f"- **Question** [{text}](lessons/{asked.path.name}#three-questions)")
    exercises = [id for id in exercise_ids() if belief.id in {d.id for d in load(id).diagnoses}]
    if exercises:
        links = ", ".join(f"[`{id}`](problem-sets/{id[:3]}.ipynb)" for id in exercises)
        lines.append(f"- **Exercise** {links}")
    if belief.links:
        where = ", ".join(
            f"[{source}]({link})" for source, link in zip(belief.sources, belief.links, strict=True)
        )
        lines.append(f"- **Seen in** {where}")
    if example:
        id, source, message = example
        lines.append(
            f"\nA program that follows this belief, and what the check of `{id}` says to it:\n\n"
            f"```python\n{source}```\n\n> {message}\n"
        )
    return "\n".join(lines) + "\n"


def _examples(
    programs: Programs, mistake: Callable[[str], str | None]
) -> dict[str, tuple[str, str, str]]:
    """For each id the shortest program that hears it: (exercise, source, message)."""
    found: dict[str, tuple[str, str, str]] = {}
    for id in exercise_ids():
        for name, function in programs(id):
            belief, source = mistake(name), inspect.getsource(function)
            known = found.get(belief or "")
            if belief not in misconceptions() or (known and len(known[1]) <= len(source)):
                continue
            message = judge(load(id), function).message
            if belief and message and message.id == belief:
                short = source.replace(f"def {name}(", f"def {load(id).name}(", 1)
                found[belief] = (id, short, message.text)
    return found


def _questions(lesson: Lesson) -> Iterator[tuple[str, tuple[Lesson, str]]]:
    """(misconception, (lesson, question)) for each option of the lesson's questions that stands for one."""
    for cell in lesson.cells:
        if cell["cell_type"] != "code" or "Quiz(" not in "".join(cell["source"]):
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Quiz":
                text = re.sub(r"\s+", " ", str(ast.literal_eval(node.args[0])))
                for keyword in (
                    k for part in ast.walk(node) for k in getattr(part, "keywords", ())
                ):
                    if keyword.arg == "misconception":
                        yield str(ast.literal_eval(keyword.value)), (lesson, text)
