"""One file of a download, and who the platform says it is from."""

from dataclasses import dataclass
from datetime import datetime

from autograder.grading.intake.submission import names_a_notebook


@dataclass(frozen=True)
class Person:
    """What a platform says of who handed a file in; an empty string where it says nothing.

    Attributes:
        name: display name, in whatever order and spelling the platform uses.
        login: user name.
        id: the platform's own number, often of this assignment alone.
        number: matriculation or other number of the institution.
        email: e-mail address.
        login_and_more: text that begins with the login, where nothing marks its end.
        name_and_login: name and login together, where nothing marks the end of either.
        anonymous: whether the platform hides the name.
    """

    name: str = ""
    login: str = ""
    id: str = ""
    number: str = ""
    email: str = ""
    login_and_more: str = ""
    name_and_login: str = ""
    anonymous: bool = False

    @property
    def key(self) -> str:
        """The text under which a person is remembered: the least that changes between assignments."""
        return (
            self.login or self.number or self.email or self.name or self.login_and_more or self.id
        )

    def __str__(self) -> str:
        name = self.name or self.login_and_more
        more = [text for text in (self.login, self.email, self.number, self.id) if text]
        return f"{name} ({', '.join(more)})" if name and more else name or ", ".join(more)


@dataclass(frozen=True)
class Handed:
    """A file that was handed in.

    Attributes:
        member: its whole name in the download, by which feedback finds its way back.
        file: its name below the student's own folder, as the student had it.
        person: who handed it in.
        when: time of submission; None where the platform does not say it. Without a zone it is the
            platform's local time.
        late: whether the platform marks it as late.
        packed_in: the zip file of the download that holds it, where the student handed in one.
    """

    member: str
    file: str
    person: Person
    when: datetime | None = None
    late: bool = False
    packed_in: str = ""

    @property
    def is_notebook(self) -> bool:
        """Whether its name ends as a notebook's."""
        return names_a_notebook(self.file)
