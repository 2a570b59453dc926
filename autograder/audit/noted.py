"""Calls beside the steps of one run that a rule may need."""

from dataclasses import dataclass, field
from typing import Any

from autograder.audit.places import Place


@dataclass
class Noted:
    """Seeds, clippings and checkpoints, in the order of the calls; long lists are cut."""

    seeds: list[tuple[int, Place | None]] = field(default_factory=list)
    scaled: bool = False  # the gradients have a scaler's factor in them
    scales: bool = False  # some scaler is at work
    clips_of_nothing: list[Place | None] = field(default_factory=list)
    clips_of_scaled: list[Place | None] = field(default_factory=list)
    kept_states: dict[int, tuple[Any, int, Place | None]] = field(default_factory=dict)
    loads: list[tuple[int, Any, Place | None]] = field(default_factory=list)
    loads_of_itself: list[tuple[int, int, Place, Place | None]] = field(default_factory=list)
    fits_anew: dict[Any, tuple[Any, int]] = field(default_factory=dict)  # by estimator and line
    generators: dict[Place, Any] = field(default_factory=dict)  # iterators made before their loop


class KerasSeen:
    """What one run did with Keras: the fit that is running, compiles, schedules, models."""

    def __init__(self) -> None:
        self.fitting: Any = None  # a KerasFit
        self.compiles: list[tuple[int, Place | None, str, int]] = []
        self.schedules: dict[int, Place | None] = {}
        self.batchwise: dict[int, Any] = {}
        self.models: dict[int, tuple[Any, int]] = {}
        self.made = 0
