"""The numbers of a watched run: what the trace counts, None where it cannot say."""

from dataclasses import dataclass, field


@dataclass
class Observed:
    """What happened. ``None`` means: this cannot be said of this run."""

    n_samples: int | None = None
    batch_sizes: dict[int, int] | None = None
    updates: int | None = None
    samples_processed: int | None = None
    distinct_samples: int | None = None
    seen: tuple[int, float, int] | None = None  # how often a sample was used: least, median, most
    micro_batches: int | None = None
    windows: dict[int, int] = field(default_factory=dict)  # micro-batches behind an update
    unknown: list[str] = field(default_factory=list)

    @property
    def passes(self) -> float | None:
        """Samples processed by samples in the data set."""
        if self.n_samples is None or self.samples_processed is None or not self.n_samples:
            return None
        return self.samples_processed / self.n_samples
