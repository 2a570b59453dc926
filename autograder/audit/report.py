"""The report of a watched run: as text, and in plain types for other programs."""

import textwrap
from typing import Any

from autograder.audit.findings import Finding
from autograder.audit.observed import Observed
from autograder.audit.places import Place
from autograder.audit.record import Record

HEADINGS = {
    "mistake": "Mistakes, as the trace proves",
    "question": "Was this meant?",
    "fact": "Worth knowing",
}


def as_dict(observed: Observed, findings: "list[Finding]") -> dict[str, Any]:
    """The ledger and the findings in plain types; None where something is unknown."""
    sizes, passes = observed.batch_sizes, observed.passes
    return {
        "n_samples": observed.n_samples,
        "batch_sizes": None if sizes is None else {str(size): n for size, n in sizes.items()},
        "updates": observed.updates,
        "samples_processed": observed.samples_processed,
        "distinct_samples": observed.distinct_samples,
        "passes": None if passes is None else round(passes, 3),
        "findings": [finding.as_dict() for finding in findings],
    }


def text(run: Any, *, width: int = 100) -> str:
    """The ledger, what is unknown, and the findings."""
    observed, record = run.ledger, run.record
    lines = [f"── audit {'─' * max(0, width - 9)}"]
    if run.stopped:
        lines += _wrap(f"The program was {run.stopped}. This is the report so far.", width)
    if record.failure is not None:
        reason, after = record.failure
        lines += _wrap(
            f"The audit stood aside after update {after} ({reason}); the program was not disturbed.",
            width,
        )
    rows = [*_ledger(observed), *_loop(record, observed), *_judged(record)]
    label = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        lines += textwrap.wrap(
            f"{name:<{label}}  {value}",
            width,
            subsequent_indent=" " * (label + 2),
            break_on_hyphens=False,
        )
    for unknown in observed.unknown:
        lines += _wrap(f"unknown: {unknown}.", width)
    if record.compiled:
        lines += _wrap(
            "The program compiles its model: batches are matched to updates by their order alone.",
            width,
        )
    if record.processes > 1:
        lines += _wrap(f"This is the ledger of one of {record.processes} processes.", width)
    for grade, heading in HEADINGS.items():
        some = [finding for finding in run.findings if finding.grade == grade]
        if some:
            lines += ["", heading]
            for finding in some:
                lines += _finding(finding, width)
    if not run.findings:
        lines += ["", "Nothing found."]
    return "\n".join(lines)


def _ledger(observed: Observed) -> list[tuple[str, str]]:
    """The account of batches, steps and samples."""
    rows = []
    if observed.n_samples is not None:
        rows.append(("samples", f"{observed.n_samples:,} in the data set"))
    sizes = observed.batch_sizes
    if sizes:
        shown = [f"{count:,} of {size:,}" for size, count in list(sizes.items())[:6]]
        more = f" and {len(sizes) - 6} other sizes" if len(sizes) > 6 else ""
        rows.append(("batches", f"{sum(sizes.values()):,}: {', '.join(shown)}{more}"))
    elif sizes is not None:
        rows.append(("batches", "none"))
    if observed.updates is not None:
        windows = {k: v for k, v in observed.windows.items() if k}
        joined = ""
        if windows and set(windows) != {1}:
            joined = ", of " + ", ".join(
                f"{k} batches ({v:,})" for k, v in sorted(windows.items(), reverse=True)[:4]
            )
        rows.append(("updates", f"{observed.updates:,}{joined}"))
    if observed.samples_processed is not None:
        passes = observed.passes
        by = "" if passes is None else f" = {passes:.4g} passes over the data"
        rows.append(("processed", f"{observed.samples_processed:,} samples{by}"))
    if observed.seen is not None:
        least, middle, most = observed.seen
        often = f"{most} times"
        if least != most:
            often = f"{least} to {most} times, half of them {middle:g} or less"
        rows.append(("each sample", f"used {often}"))
    elif observed.distinct_samples is not None:
        rows.append(("different", f"{observed.distinct_samples:,} samples were used"))
    return rows


def _loop(record: Record, observed: Observed) -> list[tuple[str, str]]:
    """Optimizers, rates, loaders and their passes."""
    rows = []
    for feed in record.trained[:4]:
        if feed.kind == "loader":
            ended = f"{feed.passes_complete} of {feed.passes_begun} passes went to their end"
            rows.append(("drawn from", f"{feed.root.name} by {feed.order} ({feed.place}); {ended}"))
    for optimizer in [o for o in record.optimizers if o.updates][:6]:
        rates = optimizer.rates
        moved = (
            f"{rates.first:.4g}"
            if rates.highest == rates.lowest
            else (
                f"{rates.first:.4g} → {rates.last:.4g}, between {rates.lowest:.4g} and {rates.highest:.4g}"
            )
        )
        rows.append((optimizer.name, f"{optimizer.updates:,} updates; learning rate {moved}"))
    if record.hand.updates:
        rows.append(
            ("by hand", f"{record.hand.updates:,} updates of parameters that no optimizer has")
        )
    for schedule in [s for s in record.schedules.values() if not s.inner][:4]:
        planned = "" if schedule.total is None else f", planned for {schedule.total:,}"
        rows.append((schedule.name, f"stepped {schedule.ticks:,} times{planned}"))
    rows += [("asked for", f"{asked.what} = {asked.value}") for asked in _first_of_each(record)]
    return rows


def _first_of_each(record: Record) -> list[Any]:
    seen: dict[str, Any] = {}
    for asked in record.asked:
        seen.setdefault(asked.what, asked)
    return list(seen.values())[:6]


def _judged(record: Record) -> list[tuple[str, str]]:
    """Evaluations: on how many samples, how often, after which updates."""
    rows = []
    for feed in record.feeds.values():
        passes = [of for of in feed.passes if of.draws and not of.backwards]
        if feed.sizes or not passes:
            continue
        after = [f"{of.updates_before:,}" for of in passes[:5]]
        times = feed.passes_begun
        shown = ", ".join(after) + (", …" if times > 5 else "")
        n = "unknown samples" if feed.n is None else f"{feed.n:,} samples"
        rows.append(("evaluated", f"{n}, {times} times, after updates {shown} ({feed.place})"))
    return rows[:4]


def _finding(finding: Finding, width: int) -> list[str]:
    where = "" if finding.place is None else f"{_short(finding.place)}  "
    named, lesson = _course(finding.id)
    lines = _wrap(f"{where}[{finding.id}]{lesson}", width, "  ")
    if finding.place is not None and finding.place.text:
        lines += _wrap(f"> {finding.place.text}", width, "    ")
    lines += _wrap(finding.text + (f" {finding.change}" if finding.change else ""), width, "    ")
    if named and finding.grade == "mistake":
        lines += _wrap(f"Concept: {named}", width, "    ")
    return lines


def _course(id: str) -> tuple[str, str]:
    """The rule behind a finding and the lesson that settles it, where the course has them."""
    from autograder.exercises.misconceptions import misconceptions

    known = misconceptions().get(id)
    return ("", "") if known is None else (known.rule, f"  lesson {known.lesson}")


def _short(place: Place) -> str:
    return f"{place.shown}:{place.line}"


def _wrap(line: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        line, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
