"""A series of numbers of any length in bounded memory: its ends, its extremes and an even sample."""

from itertools import groupby


class Track:
    """Learning rates, one an update."""

    MOST = 2048

    def __init__(self) -> None:
        self.count = self.zeros = self.small = self.rises = self.falls = 0
        self.first = self.last = self.highest = 0.0
        self.lowest = float("inf")
        self.kept: list[float] = []
        self.stride = 1
        self._again = False  # whether another of the last value only adds to the count

    def add(self, value: float) -> None:
        if self._again and value == self.last:
            if self.count % self.stride == 0:
                self._keep(value)
            self.count += 1
            return
        if not self.count:
            self.first = value
        elif value > self.last:
            self.rises += 1
        elif value < self.last:
            self.falls += 1
        if value > self.highest:
            self.highest = value
        if value < self.lowest:
            self.lowest = value
        if value == 0.0:
            self.zeros += 1
        if value < 1e-6 * self.highest:
            self.small += 1
        if self.count % self.stride == 0:
            self._keep(value)
        self.last = value
        self.count += 1
        self._again = value != 0.0 and value >= 1e-6 * self.highest

    def add_all(self, values: list[float]) -> None:
        """Add several; many of one value cost no more than one."""
        for value, some in groupby(values):
            self.add(value)
            times = len(list(some)) - 1
            while times and self._again:
                if self.count % self.stride == 0:
                    self._keep(value)
                to_next = min(times, self.stride - self.count % self.stride)
                self.count += to_next
                times -= to_next
            for _ in range(times):
                self.add(value)

    def _keep(self, value: float) -> None:
        self.kept.append(value)
        if len(self.kept) > self.MOST:
            del self.kept[1::2]
            self.stride *= 2
