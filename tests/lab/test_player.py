"""The player: scenes, frames, the backdrop that is drawn only when it changed, the still picture."""

import zlib

import numpy as np
import pytest

from autograder.lab import Arrow, Curve, Lit, Player, Trail, style


@pytest.fixture
def made():
    fig, (ax,) = style.figure(size=(4, 2))
    style.label(ax, x="x", y="y")
    style.limits(ax, x=(0, 10), y=(0, 1))
    return Player(fig, alt="A line that rises."), ax


def rising(frames: int) -> np.ndarray:
    return np.column_stack([np.linspace(0, 10, frames), np.linspace(0, 1, frames)])


def show(player, ax, frames):
    player.show([Trail(ax, rising(frames))], [f"frame {i}" for i in range(frames)])


def test_alt_text_is_asked_for():
    fig, _ = style.figure()
    with pytest.raises(ValueError, match="alt"):
        Player(fig, alt=" ")


def test_a_mark_with_other_frames_than_captions_is_refused(made):
    player, ax = made
    with pytest.raises(ValueError, match=r"Trail \(train\): 5 frames for 4 captions"):
        player.show([Trail(ax, rising(5))], ["a", "b", "c", "d"])


def test_no_captions_are_refused(made):
    player, _ = made
    with pytest.raises(ValueError, match="at least one frame"):
        player.show([], [])


def test_a_new_run_keeps_the_backdrop_if_nothing_on_the_figure_changed(made):
    player, ax = made
    show(player, ax, 5)
    first = player.backdrop
    show(player, ax, 9)
    assert player.backdrop is first
    style.limits(ax, x=(0, 10))
    show(player, ax, 9)
    assert player.backdrop is first
    style.limits(ax, x=(0, 20))
    show(player, ax, 9)
    assert player.backdrop != first


def test_the_still_picture_leaves_no_mark_on_the_backdrop(made):
    player, ax = made
    show(player, ax, 5)
    before = player.backdrop
    artists = len(ax.get_children())
    player.png(3)
    assert len(ax.get_children()) == artists
    show(player, ax, 5)
    assert player.backdrop is before


def test_still_pictures_of_two_frames_differ(made):
    player, ax = made
    show(player, ax, 5)
    assert player.png(1) != player.png(4)


def test_frame_stays_at_the_end_or_where_it_was(made):
    player, ax = made
    show(player, ax, 5)
    assert player.frame == 4
    show(player, ax, 9)
    assert player.frame == 8
    player.frame = 3
    show(player, ax, 7)
    assert player.frame == 3
    show(player, ax, 2)
    assert player.frame == 1


def test_start_first_begins_at_the_first_frame():
    fig, (ax,) = style.figure()
    player = Player(fig, alt="A line.", start="first")
    show(player, ax, 5)
    assert player.frame == 0
    with pytest.raises(ValueError, match="start"):
        Player(fig, alt="A line.", start="middle")


def pixels(player) -> np.ndarray:
    """The backdrop put together from its parts."""
    width, height = player.scene["pixels"]
    image = np.zeros((height, width, 4), np.uint8)
    for part in player.backdrop:
        left, top, w, h = part["box"]
        rgba = np.frombuffer(zlib.decompress(part["rgba"]), np.uint8)
        image[top : top + h, left : left + w] = rgba.reshape(h, w, 4)
    return image


def test_backdrop_is_transparent_and_sharp(made):
    player, ax = made
    show(player, ax, 5)
    image = pixels(player)
    assert image.shape == (2 * style.DRAWN_DPI, 4 * style.DRAWN_DPI, 4)
    assert image[2, image.shape[1] // 2, 3] == 0
    assert image[..., 3].max() == 255


@pytest.mark.parametrize("rows", [1, 2])
def test_drawing_only_what_is_stale_gives_the_same_pixels_as_drawing_all(rows):
    def play(by_cells: bool):
        fig, axes = style.figure((1, 1.4), rows=rows, size=(6, 3))
        for number, ax in enumerate(axes):
            style.label(ax, x=f"x {number}", y="y", title=f"axes {number}")
            style.limits(ax, x=(0, 10), y=(0, 1))
        player = Player(fig, alt="Lines that rise.")
        show(player, axes[0], 3)
        axes[-1].plot([0, 10], [0, 1])
        player.png()  # leaves marks in Matplotlib's own buffer
        axes[-1].set_xlim(0, 20)
        if not by_cells:
            player._backdrop._cells.clear()
        show(player, axes[0], 3)
        return pixels(player)

    assert np.array_equal(play(True), play(False))


def test_only_the_part_that_changed_gets_a_new_number():
    fig, (left, right) = style.figure((1, 1), size=(6, 3))
    player = Player(fig, alt="Lines that rise.")
    show(player, left, 3)
    before = [part["number"] for part in player.backdrop]
    right.set_title("new")
    show(player, left, 3)
    after = [part["number"] for part in player.backdrop]
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_figure_that_is_no_grid_is_drawn_whole():
    fig, (ax,) = style.figure(size=(4, 2))
    inset = ax.inset_axes((0.5, 0.5, 0.4, 0.4))
    player = Player(fig, alt="A line, and a smaller one in it.")
    show(player, ax, 3)
    fig.add_axes((0.1, 0.1, 0.2, 0.2))
    inset.set_title("new")
    show(player, ax, 3)
    (part,) = player.backdrop
    assert part["box"] == [0, 0, *player.scene["pixels"]]


def test_scene_positions_are_those_of_matplotlib(made):
    player, ax = made
    show(player, ax, 3)
    xy = np.frombuffer(player.scene["marks"][0]["xy"], np.float32).reshape(-1, 2)
    pixels = ax.transData.transform(rising(3)) / player.figure.bbox.size
    assert np.allclose(xy, np.column_stack([pixels[:, 0], 1 - pixels[:, 1]]), atol=1e-6)


def test_a_run_that_diverged_is_still_shown(made):
    player, ax = made
    wild = np.array([[0, 1], [1, 1e300], [2, np.inf], [3, np.nan]])
    player.show([Trail(ax, wild), Curve(ax, wild[:, None, :])], ["a", "b", "c", "d"])
    xy = np.frombuffer(player.scene["marks"][0]["xy"], np.float32).reshape(-1, 2)
    assert np.isfinite(xy[:2]).all()
    assert np.isnan(xy[2:]).all()
    player.png(3)


def test_mimebundle_has_picture_alt_and_widget(made):
    player, ax = made
    show(player, ax, 5)
    data, about = player._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["image/png"].startswith(b"\x89PNG")
    assert about["image/png"]["alt"] == "A line that rises. frame 2"
    assert data["text/plain"] == "A line that rises. frame 2"


def test_lit_refuses_samples_that_are_not_there(made):
    player, ax = made
    with pytest.raises(ValueError, match="index 5 is outside the 3 samples"):
        player.show([Lit(ax, np.zeros((3, 2)), [[0, 5]])], ["a"])


def test_curve_refuses_other_shapes(made):
    player, ax = made
    with pytest.raises(ValueError, match=r"shape \(frames, points, 2\)"):
        player.show([Curve(ax, np.zeros((1, 2)))], ["a"])


def test_trail_refuses_frames_that_decrease(made):
    player, ax = made
    with pytest.raises(ValueError, match="not decreasing"):
        player.show([Trail(ax, np.zeros((2, 2)), at=[1, 0])], ["a", "b"])


def test_the_still_picture_does_not_move_the_axes():
    fig, (ax,) = style.figure(size=(4, 2))
    ax.plot([0, 1], [0, 1])
    player = Player(fig, alt="A line.")
    far = np.array([[50.0, 50.0]])
    player.show([Trail(ax, far), Arrow(ax, far, 2 * far), Lit(ax, far, [[0]])], ["a"])
    before, backdrop = (ax.get_xlim(), ax.get_ylim()), player.backdrop
    player.png()
    assert (ax.get_xlim(), ax.get_ylim()) == before
    assert ax.get_autoscalex_on()
    player.show([Trail(ax, far)], ["a"])
    assert player.backdrop is backdrop
