"""A student's statement changes nothing in the databases from which a test computes what it expects."""

from pathlib import Path

import pytest

from autograder.grading.course.calibration_file import load
from tests.foreign.assignment import Cells, Foreign, points

pytestmark = pytest.mark.hostile

SETUP = """
import sqlite3
con = sqlite3.connect("shop.db")
con.executescript(
    "CREATE TABLE sales(city TEXT, amount INT); INSERT INTO sales VALUES ('a', 1), ('b', 2), ('a', 3);"
)
con.execute("INSERT INTO sales VALUES ('c', 4)")
TOTAL = "SELECT SUM(amount) FROM sales"
def again():
    con.execute("DELETE FROM sales WHERE city = 'x'")
again()
"""
EXPECTED = "SELECT city, SUM(amount) FROM sales GROUP BY city"
CELLS: Cells = [
    ("locked", "setup", SETUP),
    ("answer", "query", f"### BEGIN SOLUTION\nquery = '{EXPECTED}'\n### END SOLUTION"),
    ("test", "asked", f"got = con.execute(query).fetchall()\nassert got == con.execute('{EXPECTED}').fetchall()"),
    ("answer", "change", "### BEGIN SOLUTION\nstatement = 'UPDATE sales SET amount = 0'\n### END SOLUTION"),
    ("test", "changed", "con.execute(statement)\nassert con.execute(TOTAL).fetchone() == (0,)"),
    (
        "answer",
        "function",
        "### BEGIN SOLUTION\ndef total(path):\n    import sqlite3\n"
        "    return sqlite3.connect(path).execute('SELECT SUM(n) FROM own').fetchone()[0]\n### END SOLUTION",
    ),
    (
        "test",
        "by_path",
        "mine = sqlite3.connect('own.db')\nmine.execute('CREATE TABLE own(n)')\n"
        "mine.execute('INSERT INTO own VALUES (5)')\nmine.commit()\n"
        "assert total('own.db') == mine.execute('SELECT SUM(n) FROM own').fetchone()[0]",
    ),
    (
        "answer",
        "lent",
        "### BEGIN SOLUTION\nimport pandas as pd\ndef cities(db):\n"
        "    rows = db.cursor().execute('SELECT DISTINCT city FROM sales ORDER BY city')\n"
        "    return [city for city, in rows]\ndef frame(db):\n"
        "    return pd.read_sql_query('SELECT COUNT(*) AS n FROM sales', db)\n### END SOLUTION",
    ),
    (
        "test",
        "by_connection",
        "assert cities(con) == [c for c, in con.execute('SELECT DISTINCT city FROM sales ORDER BY 1')]\n"
        "assert frame(con)['n'][0] == con.execute('SELECT COUNT(*) FROM sales').fetchone()[0]",
    ),
]  # fmt: skip
MADE: Cells = [
    ("locked", "setup", SETUP.replace('connect("shop.db")', 'connect(":memory:")')),
    ("answer", "create", "### BEGIN SOLUTION\ncreate = 'CREATE TABLE people(id INT, name TEXT)'\n### END SOLUTION"),
    (
        "test", "created",
        "con.execute(create)\ncon.execute('INSERT INTO people VALUES (1, ?)', ('x',))\n"
        "assert con.execute('SELECT * FROM people').fetchall() == [(1, 'x')]",
    ),
    ("answer", "index", "### BEGIN SOLUTION\nindex = 'CREATE INDEX ix ON sales(city)'\n### END SOLUTION"),
    ("test", "indexed", "con.execute(index)\nassert len(list(con.execute('PRAGMA index_list(sales)'))) == 1"),
    ("answer", "query", f"### BEGIN SOLUTION\nquery = '{EXPECTED}'\n### END SOLUTION"),
    ("test", "asked", f"got = con.execute(query).fetchall()\nassert got == con.execute('{EXPECTED}').fetchall()"),
    (
        "answer", "count",
        "### BEGIN SOLUTION\ndef count(db):\n    return len(list(db.execute('SELECT * FROM sales')))\n### END SOLUTION",
    ),
    ("test", "counted", "assert count(con) == con.execute('SELECT COUNT(*) FROM sales').fetchone()[0]"),
]  # fmt: skip
OTHERWISE = {
    "create": 'create = "CREATE TABLE PEOPLE(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE)"',
    "index": 'index = "create index sales_by_city on Sales(city)"',
    "query": f"query = \"{EXPECTED} HAVING EXISTS (SELECT 1 FROM json_each('[1]'))"
    " AND EXISTS (SELECT 1 FROM pragma_table_info('sales'))\"",
    "count": "def count(db):\n    cursor = db.cursor()\n    cursor.execute('SELECT * FROM sales')\n"
    "    return len(cursor.connection.execute('SELECT * FROM sales').fetchall()) + 0 * db.total_changes",
}
ALL = {"asked": 1.0, "changed": 1.0, "by_path": 1.0, "by_connection": 1.0}
EMPTIED = """
import pandas as pd
def cities(db):
    db.execute("DELETE FROM sales")
    return []
def frame(db):
    return pd.DataFrame({"n": [0]})
"""
JOURNAL = """
import os, shutil, sqlite3
def total(path):
    db = sqlite3.connect(path)
    db.execute("UPDATE own SET n = NULL")
    db.commit()
    db.execute("PRAGMA cache_size = 1")
    db.execute("UPDATE own SET n = 7")
    for name in os.listdir():
        if name.endswith("-journal"):
            shutil.copy(name, "kept")
    db.rollback()
    db.close()
    if os.path.exists("kept"):
        os.rename("kept", path + "-journal")
    return None
"""
ATTACKS = {
    "delete": ("query", "query = 'DELETE FROM sales'", "asked"),
    "the set-up's own statement": (
        "query", "query = \"DELETE FROM sales WHERE city = 'x'\"", "asked",
    ),
    "roll back": ("query", "query = 'ROLLBACK'", "asked"),
    "a table over it": (
        "query", "query = 'CREATE TEMP TABLE sales AS SELECT 1 AS city, 1 AS amount WHERE 0'", "asked",
    ),
    "returning": ("query", "query = 'DELETE FROM sales RETURNING city, amount'", "asked"),
    "another table": ("change", "statement = 'ALTER TABLE sales RENAME TO sold'", "changed"),
    "a table over the one to change": (
        "change", "statement = 'CREATE TEMP TABLE sales AS SELECT 0 AS amount'", "changed",
    ),
    "no table to change": ("change", "statement = 'DROP TABLE sales'", "changed"),
    "a lent connection": ("lent", EMPTIED, "by_connection"),
    "a function of its own": (
        "lent", EMPTIED.replace('execute("DELETE FROM sales")', "create_function('COUNT', 1, len)"), "by_connection",
    ),
    "a journal": ("function", JOURNAL, "by_path"),
}  # fmt: skip


def test_statements_change_what_the_solutions_do(tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "course", {"a": CELLS})
    course = foreign.release()
    foreign.hand_in("right")
    honest = {
        "query": f"query = 'WITH s AS ({EXPECTED}) SELECT * FROM s'",
        "change": "statement = 'DELETE FROM sales; '.split(';')[0].replace('DELETE FROM sales', "
        "'INSERT OR REPLACE INTO sales(rowid, city, amount) SELECT rowid, city, 0 FROM sales')",
    }
    foreign.hand_in("otherwise", honest)
    foreign.hand_in(
        "by_a_view", {"change": "statement = 'CREATE VIEW cities AS SELECT city FROM sales'"}
    )
    for name, (cell, source, _) in ATTACKS.items():
        foreign.hand_in(name, {cell: source})
    rows = foreign.grade()
    assert not load(course, "a").of("a").shared
    assert points(rows["right"]) == points(rows["otherwise"]) == ALL
    assert (points(rows["by_a_view"]), rows["by_a_view"].waiting) == (ALL | {"changed": 0.0}, 1)
    assert any(
        "a table, a view or an index of the answer's own in a database does not work" in note
        for note in rows["by_a_view"].notes
    )
    won = {name: points(rows[name]) for name, (_, _, test) in ATTACKS.items()}
    assert won == {name: ALL | {test: 0.0} for name, (_, _, test) in ATTACKS.items()}


def test_an_answer_in_other_words_of_sql_loses_nothing(tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "course", {"a": MADE})
    course = foreign.release()
    foreign.hand_in("otherwise", OTHERWISE)
    foreign.hand_in(
        "waits",
        {
            "query": "query = 'PRAGMA case_sensitive_like = ON'",
            "create": "create = 'CREATE TRIGGER t AFTER INSERT ON sales BEGIN DELETE FROM sales; END'",
        },
    )
    rows = foreign.grade()
    assert not load(course, "a").of("a").shared
    assert points(rows["otherwise"]) == dict.fromkeys(("created", "indexed", "asked", "counted"), 1)
    assert (rows["waits"].waiting, sum(points(rows["waits"]).values())) == (2, 2)
