"""What a sum over a pass comes to when it is divided: an average in which every sample weighs the same, or not."""

from collections.abc import Collection
from dataclasses import dataclass

from autograder.audit.events import Pass
from autograder.audit.findings import Finding, mistake
from autograder.audit.places import Place


@dataclass
class Average:
    """A sum over a loop and what it is divided by."""

    finding: Finding | None


def verdict(
    kind: str,
    divisor: float,
    of: Pass,
    samples: int,
    text: str,
    where: Place,
    others: Collection[int | None] = (),
    certain: bool = True,
) -> Finding | None:
    """What dividing such a sum by this number comes to; not ``certain``: the means may be sums."""
    if kind == "mean" and divisor == of.draws:
        if len(of.sizes) < 2:
            return None
        large, small = max(of.sizes), min(of.sizes)
        return mistake(
            "mean-of-means",
            where,
            f"`{text}` is the mean of {of.draws} batch means, and the batches have {large} samples, "
            f"one {small}: a sample "
            f"of the small batch weighs {large / small:.3g} times one of another.",
            "Add each batch's mean times its size, and divide by the samples.",
        )
    expected = samples if kind == "sum" else of.draws
    as_if_full = of.draws * max(of.sizes)
    # Only divisors that can be told to be wrong: a sum may run over tokens or pixels and be divided by their number.
    suspects = {as_if_full, of.draws if kind == "sum" else samples, *others}
    if divisor == expected or divisor not in suspects or (kind == "mean" and not certain):
        return None
    return mistake(
        "epoch-loss-divisor",
        where,
        f"`{text}` divides by {divisor:g}; summed were {'values of ' if kind == 'sum' else 'the means of '}"
        f"{f'{samples} samples' if kind == 'sum' else f'{of.draws} batches'}: the result is "
        f"{expected / divisor:.3g} times the average.",
        f"Divide by {'the samples that were summed' if kind == 'sum' else 'the number of batches'}.",
    )


def first_window(name: str, length: str, where: Place) -> Finding:
    """A sum that is divided and set back at the first batch already."""
    return mistake(
        "epoch-loss-divisor",
        where,
        f"`{name} / {length}` is reported at the first batch of each pass, too, when `{name}` holds one batch: that "
        f"report is 1/{length} of the loss, and the curve begins with a dip in every pass.",
        f"Report after {length} batches: when (i + 1) % {length} == 0.",
    )
