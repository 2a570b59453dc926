"""What test cells do, by idiom. `IDIOMS` holds those that need nothing but NumPy."""

from tests.specimens.idioms.alike import ALIKE
from tests.specimens.idioms.asserting import ASSERTING
from tests.specimens.idioms.calling import CALLING
from tests.specimens.idioms.classes import CLASSES
from tests.specimens.idioms.drawing_numbers import DRAWING_NUMBERS
from tests.specimens.idioms.frames import FRAMES
from tests.specimens.idioms.idiom import Idiom
from tests.specimens.idioms.reading_code import READING_CODE
from tests.specimens.idioms.replacing import REPLACING
from tests.specimens.idioms.symbolic import SYMBOLIC

IDIOMS = [*ASSERTING, *DRAWING_NUMBERS, *REPLACING, *READING_CODE, *CALLING, *CLASSES]

__all__ = ["ALIKE", "FRAMES", "IDIOMS", "SYMBOLIC", "Idiom"]
