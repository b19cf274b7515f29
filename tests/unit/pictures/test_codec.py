"""What leaves: the pixels as they were, upright, in sRGB, within the budget, and nothing else."""

import io
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin, features

from askance.core.budget import MAX_BYTES, ImageBudget
from askance.core.chat import EncodedPicture
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Pixels
from askance.pictures import decoding, problems
from askance.pictures.codec import PillowCodec

CODEC = PillowCodec()
BUDGET = ImageBudget()
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)


def saved(image: Image.Image, format_: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def opened(picture: EncodedPicture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    image.load()
    assert Image.MIME[image.format or ""] == picture.media_type
    assert image.size == (picture.width, picture.height)
    assert image.mode == "RGB"
    return image


def encoded_file(data: bytes, **budget: int) -> Image.Image:
    return opened(CODEC.encode_file(data, name="a.png", budget=ImageBudget(**budget)))


def problem_of(data: bytes, name: str = "holiday.png") -> Problem:
    with pytest.raises(AskanceError) as caught:
        CODEC.encode_file(data, name=name, budget=BUDGET)
    problem = caught.value.problem
    assert problem.kind is ErrorKind.PICTURE
    assert name in problem.detail
    assert problem.hint
    return problem


def bars(width: int = 64, height: int = 48) -> Image.Image:
    """Red at the left, blue at the right, a green top-left corner."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    image.paste(GREEN, (0, 0, width // 8, height // 8))
    return image


def noise(width: int, height: int) -> Image.Image:
    """What no PNG can make small."""
    bands = [Image.effect_noise((width // 4, height // 4), 90) for _ in range(3)]
    grain = Image.effect_noise((width, height), 20)
    return Image.merge(
        "RGB", [Image.blend(band.resize((width, height)), grain, 0.3) for band in bands]
    )


def letters(width: int, height: int) -> Image.Image:
    """A screen full of words."""
    image = Image.new("RGB", (width, height), "white")
    draw, dice = ImageDraw.Draw(image), random.Random(7)
    for top in range(0, height, 22):
        line = "".join(dice.choice("abc def ghi (){}") for _ in range(width // 16))
        draw.text((8, top), line, fill=dice.choice(["#222", "#a12", "#14b"]), font_size=14)
    return image


def bgra(image: Image.Image) -> bytes:
    return image.convert("RGBA").tobytes("raw", "BGRA")


def near(found: object, wanted: tuple[int, int, int], tolerance: int = 6) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_every_kind_is_read(format_: str) -> None:
    if format_ == "AVIF" and not features.check("avif"):
        pytest.skip("this Pillow has no AVIF")
    image = encoded_file(saved(bars(), format_))
    assert near(image.getpixel((20, 30)), RED, 12)
    assert near(image.getpixel((50, 30)), BLUE, 12)


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
    for format_ in ("GIF", "WEBP", "PNG"):
        data = saved(frames[0], format_, save_all=True, append_images=frames[1:])
        assert near(encoded_file(data).getpixel((5, 5)), RED)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_turned_picture_stands_upright(format_: str, orientation: int) -> None:
    turned_by = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = bars(256, 192)
    if orientation in turned_by:
        stored = stored.transpose(turned_by[orientation])
    exif = Image.Exif()
    exif[274] = orientation
    image = encoded_file(saved(stored, format_, exif=exif), long_side=128)
    assert image.size == (128, 96)
    assert near(image.getpixel((4, 4)), GREEN, 24)
    assert near(image.getpixel((30, 60)), RED, 24)
    assert near(image.getpixel((100, 60)), BLUE, 24)


def test_a_damaged_tag_does_not_spoil_the_picture() -> None:
    data = saved(bars(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xffgarbage")
    assert near(encoded_file(data).getpixel((20, 30)), RED)


def test_nothing_hidden_in_a_file_leaves() -> None:
    exif = Image.Exif()
    exif[271] = "SECRET camera"
    exif.get_ifd(0x8825)[1] = "SECRET place"
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRET words")
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sources = [
        saved(bars(), "JPEG", exif=exif, comment=b"SECRET comment", icc_profile=icc, dpi=(3, 3)),
        saved(bars(), "PNG", exif=exif, pnginfo=text, icc_profile=icc, dpi=(3, 3)),
        saved(bars(), "WEBP", exif=exif, xmp=b"SECRET xmp", icc_profile=icc),
        saved(bars(), "GIF", comment=b"SECRET comment"),
        saved(noise(64, 48), "JPEG", exif=exif, comment=b"SECRET comment"),
        saved(bars(), "PNG") + b"SECRET after the end",
    ]
    for source in sources:
        for max_bytes in (10**6, 1):  # PNG, then JPEG
            picture = CODEC.encode_file(
                source, name="SECRET name", budget=ImageBudget(max_bytes=max_bytes)
            )
            assert b"SECRET" not in picture.data
            image = opened(picture)
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert image.info.get("jfif_density", (1, 1)) == (1, 1)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_parts_become_white(mode: str) -> None:
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (20, 0, 40, 20))
    flat = encoded_file(saved(image.convert(mode), "PNG"))
    assert near(flat.getpixel((5, 5)), WHITE)
    assert near(flat.getpixel((30, 5)), (0, 0, 0))


def test_half_transparent_parts_shine_through_white() -> None:
    data = saved(Image.new("RGBA", (8, 8), (255, 0, 0, 128)), "PNG")
    assert near(encoded_file(data).getpixel((4, 4)), (255, 127, 127))


def test_a_colour_declared_transparent_becomes_white() -> None:
    data = saved(Image.new("RGB", (8, 8), BLUE), "PNG", transparency=BLUE)
    assert near(encoded_file(data).getpixel((4, 4)), WHITE)


@pytest.mark.parametrize(
    ("mode", "value"), [("1", 1), ("L", 200), ("P", 3), ("CMYK", (0, 255, 255, 0)), ("YCbCr", 90)]
)
def test_other_colour_modes_are_read(mode: str, value: object) -> None:
    image = Image.new(mode, (16, 16), value)
    format_ = "PNG" if mode in {"1", "L", "P"} else "TIFF"
    found = encoded_file(saved(image, format_)).getpixel((8, 8))
    assert found == image.convert("RGB").getpixel((8, 8))


def test_cmyk_jpegs_of_print_shops_are_not_inverted() -> None:
    data = saved(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=95)
    assert near(encoded_file(data).getpixel((8, 8)), RED, 12)


@pytest.mark.parametrize("format_", ["PNG", "TIFF"])
def test_sixteen_bits_keep_their_tones(format_: str) -> None:
    image = Image.new("I;16", (4, 1))
    for x, value in enumerate((0, 0x4000, 0x8000, 0xFFFF)):
        image.putpixel((x, 0), value)
    flat = encoded_file(saved(image, format_))
    tones = [flat.getpixel((x, 0)) for x in range(4)]
    wanted = [(0, 0, 0), (64, 64, 64), (128, 128, 128), (255, 255, 255)]
    assert all(near(tone, want, 1) for tone, want in zip(tones, wanted, strict=True))


def test_measured_values_are_stretched_to_what_can_be_seen() -> None:
    image = Image.new("F", (2, 1))
    image.putpixel((0, 0), -2.5)
    image.putpixel((1, 0), 7.5)
    flat = encoded_file(saved(image, "TIFF"))
    assert [flat.getpixel((x, 0)) for x in range(2)] == [(0, 0, 0), (255, 255, 255)]


def test_other_colour_spaces_become_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A space whose red is sRGB's blue, and the other way round.
    swapped = profile.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    for marked, wanted in ((profile, RED), (swapped, BLUE)):
        data = saved(Image.new("RGB", (8, 8), RED), "PNG", icc_profile=marked)
        assert near(encoded_file(data).getpixel((4, 4)), wanted)


def test_a_damaged_colour_profile_is_left_out() -> None:
    data = saved(bars(), "PNG", icc_profile=b"no profile at all")
    assert near(encoded_file(data).getpixel((20, 30)), RED)


@pytest.mark.parametrize("size", [(4000, 1000), (1000, 4000), (2049, 10), (5000, 1), (2048, 2048)])
def test_the_long_side_fits_and_the_shape_stays(size: tuple[int, int]) -> None:
    image = encoded_file(saved(Image.new("RGB", size, RED), "PNG"))
    assert max(image.size) == 2048
    assert abs(image.width * size[1] - image.height * size[0]) <= max(size)
    assert near(image.getpixel((0, 0)), RED)


def test_a_small_picture_is_never_enlarged() -> None:
    assert encoded_file(saved(Image.new("RGB", (1, 1), RED), "PNG")).size == (1, 1)


@pytest.mark.parametrize("max_bytes", [200_000, 50_000, 8_000])
def test_the_bytes_fit(max_bytes: int) -> None:
    budget = ImageBudget(max_bytes=max_bytes)
    picture = CODEC.encode_file(saved(noise(800, 600), "PNG"), name="n", budget=budget)
    assert len(picture.data) <= max_bytes
    assert opened(picture).width * 3 == pytest.approx(picture.height * 4, abs=8)


def test_a_budget_nothing_fits_ends_with_something_small() -> None:
    picture = CODEC.encode_file(
        saved(noise(800, 600), "PNG"), name="n", budget=ImageBudget(max_bytes=1)
    )
    assert max(opened(picture).size) <= 128


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_a_region_leaves_pixel_for_pixel(kind: type) -> None:
    source = letters(800, 400)
    pixels = Pixels(800, 400, kind(bgra(source)))
    picture = CODEC.encode_pixels(pixels, name="region.png", budget=BUDGET)
    assert picture.media_type == "image/png"
    assert picture.name == "region.png"
    assert opened(picture).tobytes() == source.tobytes()


def test_few_colours_leave_pixel_for_pixel_however_they_lie() -> None:
    dice = random.Random(3)
    colours = [(dice.randrange(256), dice.randrange(256), dice.randrange(256)) for _ in range(200)]
    source = Image.new("RGB", (1000, 900))
    source.putdata([dice.choice(colours) for _ in range(900_000)])
    picture = CODEC.encode_pixels(Pixels(1000, 900, bgra(source)), name="r", budget=BUDGET)
    assert opened(picture).tobytes() == source.tobytes()


def test_what_the_fourth_byte_holds_does_not_matter() -> None:
    source = letters(64, 64)
    for filler in (0, 255):
        raw = bytearray(bgra(source))
        raw[3::4] = bytes([filler]) * (64 * 64)
        picture = CODEC.encode_pixels(Pixels(64, 64, raw), name="r", budget=BUDGET)
        assert opened(picture).tobytes() == source.tobytes()


def test_a_screen_of_words_is_png_and_a_photograph_jpeg() -> None:
    words, photo = letters(1920, 1080), noise(1920, 1080)
    found = [
        CODEC.encode_pixels(Pixels(1920, 1080, bgra(image)), name="r", budget=BUDGET).media_type
        for image in (words, photo)
    ]
    assert found == ["image/png", "image/jpeg"]


def test_the_pixels_stay_the_callers() -> None:
    raw = bytearray(bgra(bars()))
    before = bytes(raw)
    CODEC.encode_pixels(Pixels(64, 48, raw), name="r", budget=BUDGET)
    raw.append(0)  # a buffer still lent out could not grow
    assert bytes(raw[:-1]) == before


@pytest.mark.parametrize("pixels", [Pixels(2, 2, b"\0" * 15), Pixels(0, 0, b"")])
def test_pixels_of_the_wrong_size_are_a_bug(pixels: Pixels) -> None:
    with pytest.raises(ValueError, match="are not"):
        CODEC.encode_pixels(pixels, name="r", budget=BUDGET)


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_a_file_cut_short_is_broken(format_: str) -> None:
    if format_ == "AVIF" and not features.check("avif"):
        pytest.skip("this Pillow has no AVIF")
    data = saved(noise(200, 100), format_)
    assert problem_of(data[: len(data) // 2]).title == problems.BROKEN


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.7", b"PK\3\4", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"\0\0\1\0\1\0"]
)
def test_other_files_are_no_pictures(data: bytes) -> None:
    assert problem_of(data).title == problems.NOT_A_PICTURE


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- x -->\n<svg:svg>",
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' ''><svg>",
    ],
)
def test_drawings_are_refused_in_words(data: bytes) -> None:
    problem = problem_of(data, "logo.svg")
    assert problem.title == problems.SVG
    assert "PNG" in problem.hint


def test_pictures_of_a_phone_without_a_decoder_are_refused_in_words() -> None:
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100
    problem = problem_of(heic, "IMG_1.HEIC")
    assert problem.title == problems.HEIC
    assert "PNG" in problem.hint


def test_avif_without_a_decoder_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda name: False)
    assert problem_of(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif").title == problems.AVIF


def test_a_file_too_large_is_not_looked_at() -> None:
    problem = problem_of(bytes(MAX_BYTES + 1))
    assert problem.title == problems.TOO_LARGE


def test_a_file_on_disk_is_named_by_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "Büro 1.png"
    file.write_bytes(saved(bars(), "PNG"))
    picture = CODEC.encode_path(str(file), budget=BUDGET)
    assert picture.name == "Büro 1.png"
    assert opened(picture).tobytes() == bars().tobytes()


def test_what_is_no_file_or_too_large_is_refused_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    places = [str(tmp_path / name) for name in ("missing.png", "pipe", "huge.png")]
    for path in (*places, str(tmp_path), "", "a\0b", "/dev/zero"):
        with pytest.raises(AskanceError) as caught:
            CODEC.encode_path(path, budget=BUDGET)
        assert caught.value.problem.kind is ErrorKind.PICTURE


@pytest.mark.parametrize("size", [(10_001, 10_000), (16_000, 16_000), (60_000, 60_000)])
def test_too_many_pixels_are_refused_by_the_header(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    header = bytearray(saved(Image.new("L", (1, 1)), "PNG"))
    header[16:24] = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big")
    import zlib

    header[29:33] = zlib.crc32(header[12:29]).to_bytes(4, "big")
    monkeypatch.setattr(decoding, "_upright_srgb", lambda *_: pytest.fail("it was decoded"))
    assert problem_of(bytes(header)).title == problems.TOO_LARGE


@settings(max_examples=80, deadline=None)
@given(
    format_=st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"]),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=6),
    length=st.floats(0.05, 1),
)
def test_no_damage_ends_in_a_traceback(
    format_: str, cuts: list[tuple[float, bytes]], length: float
) -> None:
    data = bytearray(saved(bars(), format_))
    for place, patch in cuts:
        at = int(place * len(data))
        data[at : at + len(patch)] = patch
    try:
        picture = CODEC.encode_file(bytes(data[: int(length * len(data))]), name="n", budget=BUDGET)
    except AskanceError as error:
        assert error.problem.kind is ErrorKind.PICTURE  # noqa: PT017  (either end is right)
    else:
        opened(picture)
