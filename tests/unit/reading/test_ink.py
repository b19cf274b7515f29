"""The ink of a line, drawn here as strokes of known place."""

import numpy as np
import pytest
from numpy.typing import NDArray

from askance.core.screen import Region
from askance.reading.hugging import hug, own_runs, rows_of
from askance.reading.ink import Ink, ink_of, spans

Picture = NDArray[np.uint8]
WIDTH, HEIGHT = 200, 60
TOP, BOTTOM = 24, 36
STEMS = [(20, 22), (28, 30), (36, 38), (60, 62), (68, 70)]
LINE = Region(16, 20, 60, 20)


def plain(light: int = 250) -> Picture:
    return np.full((HEIGHT, WIDTH, 3), light, np.uint8)


def gradient() -> Picture:
    ramp = np.linspace(120, 250, WIDTH)[None, :, None] + np.linspace(0, 5, HEIGHT)[:, None, None]
    return np.broadcast_to(ramp, (HEIGHT, WIDTH, 3)).astype(np.uint8)


def texture() -> Picture:
    noise = np.random.default_rng(1).normal(0, 4, (HEIGHT, WIDTH, 3))
    return np.clip(gradient() + noise, 0, 255).astype(np.uint8)


def dark() -> Picture:
    return plain(30)


def stroke(picture: Picture, left: int, right: int, top: int = TOP, bottom: int = BOTTOM) -> None:
    ink = 20 if picture[0, 0].mean() > 100 else 220
    picture[top:bottom, left:right] = ink


def written(picture: Picture) -> Picture:
    for left, right in STEMS:
        stroke(picture, left, right)
    return picture


def found(picture: Picture, reach: int = 4) -> Ink:
    return ink_of(picture, LINE, reach=reach)


@pytest.mark.parametrize("ground", [plain, dark, gradient, texture])
def test_strokes_are_found_to_the_pixel_on_every_ground(ground: object) -> None:
    assert callable(ground)
    ink = found(written(ground()))
    assert own_runs(ink, LINE) == STEMS
    assert ink.rows(20, 70) == (TOP, BOTTOM)


def test_coloured_ink_of_the_same_lightness_is_ink() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), (200, 120, 120), np.uint8)
    for left, right in STEMS:
        picture[TOP:BOTTOM, left:right] = (120, 120, 200)
    assert own_runs(found(picture), LINE) == STEMS


def test_an_underline_is_no_ink() -> None:
    picture = written(plain())
    stroke(picture, 18, 74, 37, 38)
    assert found(picture).rows(16, 76) == (TOP, BOTTOM)


def test_the_frame_of_a_box_is_no_ink() -> None:
    picture = written(plain())
    stroke(picture, 14, 15, 0, HEIGHT)
    stroke(picture, 14, 90, 18, 19)
    assert own_runs(found(picture), Region(12, 20, 70, 20)) == STEMS


def test_the_lines_above_and_below_are_no_ink() -> None:
    picture = written(plain())
    for left, right in STEMS:
        stroke(picture, left, right, 6, 18)
        stroke(picture, left + 3, right + 3, 42, 54)
    ink = found(picture)
    assert own_runs(ink, LINE) == STEMS
    assert ink.rows(16, 80) == (TOP, BOTTOM)


def test_a_highlighted_row_below_is_no_ink() -> None:
    picture = written(dark())
    picture[40:] = (120, 80, 40)
    assert found(picture).rows(16, 76) == (TOP, BOTTOM)


def test_what_goes_to_the_recogniser_holds_the_line_alone() -> None:
    picture = written(plain())
    stroke(picture, 16, 80, 39, 40)
    stroke(picture, 82, 84)
    crop = found(picture, reach=12).crop(Region(14, 20, 68, 24), 20, 70)
    assert crop.shape == (24, 68, 3)
    dark_columns = np.flatnonzero((crop < 100).all(axis=2).any(axis=0)) + 14
    assert sorted(set(dark_columns)) == [x for run in STEMS for x in range(*run)]


def test_a_crop_beyond_the_picture_goes_on_with_the_background() -> None:
    picture = written(plain())
    crop = found(picture).crop(Region(0, 10, 90, 45), 20, 70)
    assert crop.shape == (45, 90, 3)
    assert crop[0, 0].tolist() == [250, 250, 250]


def test_boxes_hug_the_ink() -> None:
    picture = written(plain())
    assert hug(picture, Region(14, 18, 64, 24)) == [Region(20, TOP, 50, BOTTOM - TOP)]


def test_a_full_stop_that_was_cut_off_comes_along() -> None:
    picture = written(plain())
    stroke(picture, 76, 78, 34, 36)
    assert hug(picture, Region(14, 18, 58, 24))[0].right == 78


def test_columns_are_cut_apart() -> None:
    picture = written(plain())
    stroke(picture, 120, 122)
    stroke(picture, 126, 128)
    apart = hug(picture, Region(14, 18, 120, 24))
    assert [(box.x, box.right) for box in apart] == [(20, 70), (120, 128)]


def test_without_ink_there_is_no_box() -> None:
    assert hug(plain(), LINE) == []


def test_numbers_one_below_the_other_are_rows() -> None:
    picture = plain()
    for top in (4, 24, 44):
        stroke(picture, 20, 22, top, top + 10)
        stroke(picture, 26, 28, top, top + 10)
    rows = rows_of(picture, Region(16, 0, 16, HEIGHT))
    assert [(row.y, row.bottom) for row in rows] == [(0, 19), (19, 39), (39, 60)]


def test_spans_of_what_is_set() -> None:
    assert spans(np.array([True, True, False, True])) == [(0, 2), (3, 4)]
