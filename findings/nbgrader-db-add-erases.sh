#!/usr/bin/env bash
# nbgrader 0.9.6
#
# `nbgrader db student add` and `nbgrader db assignment add` create or update an entry. A student's e-mail
# address is corrected with --email; an assignment that has a due date is added again without --duedate.
# Expected: what was not named stays as it was, as `nbgrader db student import` leaves columns alone that the file has not.
# Seen: options that were not given are stored as nothing. The student has lost the name, and the assignment its due date, so that
#   nobody is late any more.
# Why it matters here: lateness rests on that date; the command ends with success.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbgrader==0.9.6
export PATH="$folder/venv/bin:$PATH"
cd "$folder"
touch nbgrader_config.py
nbgrader db assignment add ps1 --duedate="2026-01-05 18:00:00 UTC" >log 2>&1
nbgrader db student add ada --first-name=Ada --last-name=Byron --email=old@example.org >>log 2>&1
printf 'id,email\nada,new@example.org\n' >students.csv
nbgrader db student import students.csv >>log 2>&1
imported=$(nbgrader db student list 2>>log | grep ada)
nbgrader db student add ada --email=newer@example.org >>log 2>&1
nbgrader db assignment add ps1 >>log 2>&1
added=$(nbgrader db student list 2>>log | grep ada)
due=$(nbgrader db assignment list 2>>log | grep ps1)
nbgrader --version | tail -1
echo "after import: $imported"
echo "expected after add: ada (Byron, Ada) -- newer@example.org, None; ps1 (due: 2026-01-05 18:00:00)"
echo "seen after add:     $added; $due"
test "$imported" = "ada (Byron, Ada) -- new@example.org, None"
test "$added" = "ada (None, None) -- newer@example.org, None"
test "$due" = "ps1 (due: None)"
