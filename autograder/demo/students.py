"""The demo's class: twenty students, what each of them wrote, and how their file came in.

Right programs in different styles, wrong ones by misconception, and the files that every class has.
"""

from dataclasses import dataclass, field

from autograder.demo import programs as p


@dataclass(frozen=True)
class Student:
    """One student: their programs by the function they define, and what happened to the file."""

    id: str
    first_name: str
    last_name: str
    programs: dict[str, str] = field(default_factory=dict)
    file: str = "as released"
    answer: str = "With the tail kept there is one update more in every epoch, on fewer samples."


def _student(id: str, name: str, steps: str, account: str, batches: str, **more: str) -> Student:
    first, last = name.split()
    programs = {"steps_per_epoch": steps, "account": account, "minibatches": batches}
    return Student(id, first, last, programs, **more)


CLASS = (
    _student("ada", "Ada Lindqvist", p.STEPS_CEIL, p.ACCOUNT, p.BATCHES_SLICES),
    _student("bruno", "Bruno Sala", p.STEPS_NEGATED, p.ACCOUNT_BY_HAND, p.BATCHES_LIST),
    _student("chen", "Chen Wei", p.STEPS_DIVMOD, p.ACCOUNT_LOOP, p.BATCHES_WHILE),
    _student("dalia", "Dalia Haddad", p.STEPS_RANGE, p.ACCOUNT, p.BATCHES_SPLIT),
    _student("emil", "Emil Novak", p.STEPS_CEIL, p.ACCOUNT_BY_HAND, p.BATCHES_SHUFFLED_LIST),
    _student("fatima", "Fatima Bello", p.STEPS_SUBTRACT, p.ACCOUNT, p.BATCHES_KEYS),
    _student("goran", "Goran Ilic", p.STEPS_NOISY, p.ACCOUNT, p.BATCHES_SLICES),
    _student("hana", "Hana Sato", p.STEPS_FLOOR, p.ACCOUNT, p.BATCHES_LIST),
    _student("igor", "Igor Petrov", p.STEPS_PLUS_ONE, p.ACCOUNT_BY_HAND, p.BATCHES_WHILE),
    _student("jun", "Jun Park", p.STEPS_CEIL, p.ACCOUNT_PER_EPOCH, p.BATCHES_SLICES),
    _student("kira", "Kira Olsen", p.STEPS_KEEPS_TAIL, p.ACCOUNT_BY_HAND, p.BATCHES_SPLIT),
    _student("liam", "Liam Byrne", p.STEPS_DIVMOD, p.ACCOUNT_FULL_TAIL, p.BATCHES_SLICES),
    _student("mina", "Mina Rossi", p.STEPS_CEIL, p.ACCOUNT, p.BATCHES_STORED),
    _student("nils", "Nils Berg", p.STEPS_RANGE, p.ACCOUNT_BY_HAND, p.BATCHES_RESEEDED),
    _student("olga", "Olga Kovacs", p.STEPS_NEGATED, p.ACCOUNT, p.BATCHES_NO_TAIL),
    _student("pavel", "Pavel Dvorak", p.STEPS_CEIL, p.ACCOUNT, p.BATCHES_APART),
    _student("qing", "Qing Liu", p.STEPS_DIVMOD, p.ACCOUNT_BY_HAND, p.BATCHES_ENDLESS),
    _student(
        "rosa",
        "Rosa Maia",
        p.STEPS_CEIL,
        p.ACCOUNT,
        p.BATCHES_SLICES,
        file="cells copied and deleted",
    ),
    _student("sven", "Sven Holm", p.STEPS_CEIL, p.ACCOUNT, p.BATCHES_LIST, file="cut off"),
    Student("tara", "Tara", "Singh", file="missing"),
)
