#!/usr/bin/env bash
# moodle-questions 0.2.1
#
# A multiple choice question with three right answers of a third each and a half wrong one, written as Moodle XML. The docstring of
# add_answer says: "type fraction: float, Percentage of the grade".
# Expected: fraction="33.33333" three times, as it was given, and "-12.5".
# Seen: fraction="33" three times and "-12": the part behind the point is cut off, not rounded, without a word. 66.66667 is 66.
# Why it matters here: who ticks all right answers has 99 % of the points.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet moodle-questions==0.2.1
"$folder/venv/bin/python" - "$folder/quiz.xml" <<'PYTHON'
import sys
from importlib.metadata import version
from xml.etree import ElementTree

from moodle_questions.questions.multiplechoice import MultipleChoiceQuestion
from moodle_questions.quiz import Quiz

given = {"epoch": 33.33333, "batch": 33.33333, "update": 33.33333, "loss": -12.5, "two of them": 66.66667}
question = MultipleChoiceQuestion(name="Words", question_text="Which?", default_mark=3)
for text, fraction in given.items():
    question.add_answer(fraction, text)
quiz = Quiz()
quiz.add_question(question)
quiz.save(sys.argv[1])
answers = ElementTree.parse(sys.argv[1]).iter("answer")
seen = {answer.findtext("text"): answer.get("fraction") for answer in answers}
print("moodle-questions", version("moodle-questions"))
print("expected:", given)
print("seen:    ", seen)
whole = sum(int(seen[text]) for text in ("epoch", "batch", "update"))
print("all right answers:", whole, "%")
assert seen == {"epoch": "33", "batch": "33", "update": "33", "loss": "-12", "two of them": "66"}
assert whole == 99
PYTHON
