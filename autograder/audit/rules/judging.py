"""Rules on judging: evaluations on training data, and best weights that were not kept."""

from autograder.audit import source
from autograder.audit.data import Feed
from autograder.audit.findings import Findings, fact, mistake, mistake_if, question
from autograder.audit.observed import Observed
from autograder.audit.places import Place
from autograder.audit.record import Record
from autograder.audit.rules.update import place_of_step


def trained_on(record: Record, observed: Observed) -> Findings:
    """An evaluation's samples were trained on before."""
    evaluated = [f for f in record.feeds.values() if f.evaluated_on is not None and _judges(f)]
    without = [f for f in evaluated if f.evaluated_on is not None and f.evaluated_on[0] == 0]
    for feed in evaluated:
        assert feed.evaluated_on is not None
        common, of = feed.evaluated_on
        clean = any(
            other.place != feed.place or (other.judges and other.root is not feed.root)
            for other in without
        )
        if not common:
            continue
        training = [f for f in record.trained if f.root is feed.root]
        named = source.names_held_out(feed.place) or bool(feed.judges)
        if named and not clean and _other_part_unused(record, feed):
            yield mistake(
                "val-on-train",
                feed.place,
                f"All {of} samples of this evaluation had been trained on before: it reads the part of the split that "
                "is trained on, and nothing ever read the other.",
                "Evaluate on the other part of the split.",
            )
            continue
        whole = any(_same(f, feed) for f in training)
        if whole and feed.judges and not clean and of not in training[0].sizes:
            yield mistake(
                "val-on-train",
                _given(feed, training, "eval_dataset") or feed.place,
                f"The validation during training is made on the very {of} samples that are trained on: its loss "
                "cannot show whether the model has learned them by heart.",
                "Give it samples that training never sees.",
            )
            continue
        if whole or clean:
            yield fact(
                "val-on-train",
                feed.place,
                f"{common} of the {of} samples of this evaluation had been trained on before"
                + ("; another evaluation shares none with training." if clean else "."),
            )
            continue
        split = feed.split_of is not None
        trained = max((int((f.root.used > 0).sum()) for f in training), default=0)
        on_all = common >= trained  # the evaluation reads all that was trained on, and more
        partly = common < of and not on_all and all(f.passes_complete for f in training)
        inside = named and common == of < trained
        anew = _split_anew(feed, training)
        proven = (split or partly or inside) and not record.noted.loads
        yield mistake_if(
            proven,
            "val-on-train",
            anew
            or _given(feed, training, "train_dataset")
            or (training[0].place if training else feed.place),
            f"{common} of the {of} samples of the evaluation ({feed.place}) had been trained on before"
            + _why(split, anew),
            "Split once, and keep both parts."
            if anew
            else "Train on the other part of the split alone.",
        )


def _given(feed: Feed, training: list[Feed], word: str) -> Place | None:
    """Where the program gave its data to a library, which made the loaders itself; None where it made its own."""
    made_inside = any(f is feed or f.place == feed.place for f in training)
    return source.naming(feed.judges, word) if feed.judges and made_inside else None


def _why(split: bool, anew: Place | None) -> str:
    if anew is not None:
        return ": the data were split here twice, at random, and each time one part was kept."
    return ": they were split off, and training drew from all." if split else "."


def _split_anew(feed: Feed, training: list[Feed]) -> Place | None:
    """The line that split the data once for training and once more for this evaluation."""
    for other in training:
        one, two = feed.split_of, other.split_of
        if one and two and one.number != two.number and one.place == two.place:
            return one.place
    return None


def _other_part_unused(record: Record, feed: Feed) -> bool:
    """Whether only one part of the split was ever read, for training and for this evaluation."""
    of_it = [
        f for f in record.feeds.values() if f.split_of is not None and f.split_of == feed.split_of
    ]
    return any(f in record.trained for f in of_it) and all(_same(f, feed) for f in of_it)


def held_out_trained_on(record: Record, observed: Observed) -> Findings:
    """Updates were made from a loader that is named as one for judging, in turns with one for training."""
    shuffled = [f for f in record.trained if f.order == "RandomSampler" and f.passes_begun > 1]
    for feed in record.trained:
        plain = feed.kind == "loader" and feed.order == "SequentialSampler"
        lines = [feed.place, *(of.place for of in feed.passes[:1])]
        named = any(place is not None and source.HELD_OUT.search(place.text) for place in lines)
        in_turns = [f for f in shuffled if abs(f.passes_begun - feed.passes_begun) <= 1]
        if plain and named and in_turns and feed.passes_trained > 1 and not record.together:
            movers = [o for o in record.optimizers if o.updates]
            yield question(
                "val-on-train",
                place_of_step(movers[0]) if movers else feed.place,
                f"{feed.passes_trained} passes over the {feed.n} samples of {feed.place}, which reads as held out, "
                "made updates too, in turns with the training data.",
            )


def _judges(feed: Feed) -> bool:
    """Whether some pass was an evaluation, and not training whose batches a teacher or a frozen body took too."""
    return any(of.forwards and not of.backwards for of in feed.passes)


def _same(one: Feed, other: Feed) -> bool:
    if one.drawable is None or other.drawable is None:
        return one.drawable is None and other.drawable is None
    return set(one.drawable.tolist()) == set(other.drawable.tolist())


def kept_by_reference(record: Record, observed: Observed) -> Findings:
    """The best weights were kept by reference, and went on training."""
    yield from (
        mistake(
            "best-alias",
            kept,
            f"The weights kept here after update {when} were loaded again after update {now}, and "
            "they were the model's own "
            f"memory: {now - when} updates had changed them too. Nothing was put back.",
            "Keep a copy: copy.deepcopy(model.state_dict()).",
        )
        for when, now, kept, _ in record.noted.loads_of_itself[:1]
    )
