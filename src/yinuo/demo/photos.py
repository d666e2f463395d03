"""Pictures of what is found on cars, drawn here: a lamp's light on worn parts, with the grain of a workshop's phone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from math import cos, pi, sin
from random import Random

from django.conf import settings
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from yinuo.core.pictures.services import Prepared, prepare

SIZE = (1200, 900)
WIDTH, HEIGHT = SIZE
Colour = tuple[int, int, int]


def prepared() -> dict[str, Prepared]:
    """Each picture, stored like one that was sent; the same every time. Call it outside of a transaction."""
    return _prepared(str(settings.MEDIA_ROOT))


@cache
def _prepared(_folder: str) -> dict[str, Prepared]:
    return {name: prepare(_jpeg(draw)) for name, draw in DRAWN.items()}


def _jpeg(draw: Callable[[Image.Image], None]) -> BytesIO:
    out = BytesIO()
    photo(draw).save(out, "JPEG", quality=88)
    return out


def photo(draw: Callable[[Image.Image], None]) -> Image.Image:
    """A drawing made to look taken by hand in a workshop."""
    image = Image.new("RGB", SIZE)
    draw(image)
    image = image.rotate(-2.4, Image.Resampling.BICUBIC).crop((40, 40, WIDTH - 40, HEIGHT - 40)).resize(SIZE, Image.Resampling.LANCZOS)
    return _grained(_lit(image.filter(ImageFilter.GaussianBlur(1.3)))).point(lambda value: min(255, value * 5 // 4))


def _lit(image: Image.Image) -> Image.Image:
    """Bright where the lamp points, dark in the corners."""
    light = Image.radial_gradient("L").resize((WIDTH * 5 // 4, HEIGHT * 5 // 4)).crop((60, 120, 60 + WIDTH, 120 + HEIGHT))
    shade = light.point(lambda value: max(96, 255 - int(value * 0.62)))
    return ImageChops.multiply(image, Image.merge("RGB", [shade, shade, shade.point(lambda value: int(value * 0.95))]))


def _grained(image: Image.Image) -> Image.Image:
    spots = Random(4)
    grain = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), spots.randbytes(WIDTH * HEIGHT // 4)).resize(SIZE, Image.Resampling.BILINEAR)
    soft = grain.point(lambda value: 116 + value * 24 // 255)
    return ImageChops.overlay(image, Image.merge("RGB", [soft] * 3))


def _shades(colours: list[Colour], upright: bool = True) -> Image.Image:
    """Bands of colour running into each other across a unit square."""
    band = Image.new("RGB", (1, len(colours)) if upright else (len(colours), 1))
    band.putdata(colours)
    return band.resize((256, 256), Image.Resampling.BICUBIC)


def _fill(
    image: Image.Image, shape: Callable[[ImageDraw.ImageDraw], None], colours: list[Colour], box: tuple, upright: bool = True
) -> None:
    """Fill what `shape` draws with bands of colour over `box`."""
    mask = Image.new("L", SIZE)
    shape(ImageDraw.Draw(mask))
    left, top, right, bottom = box
    layer = Image.new("RGB", SIZE)
    layer.paste(_shades(colours, upright).resize((right - left, bottom - top)), (left, top))
    image.paste(layer, mask=mask.filter(ImageFilter.GaussianBlur(1)))


def _block(image: Image.Image, box: tuple[int, int, int, int], colours: list[Colour], *, radius: int = 10, upright: bool = True) -> None:
    _fill(image, lambda pen: pen.rounded_rectangle(box, radius, fill=255), colours, box, upright)


def _shadow(image: Image.Image, box: tuple[int, int, int, int], blur: int = 22) -> None:
    dark = Image.new("L", SIZE)
    ImageDraw.Draw(dark).rounded_rectangle(box, 20, fill=170)
    image.paste((8, 8, 10), mask=dark.filter(ImageFilter.GaussianBlur(blur)))


def _specks(image: Image.Image, box: tuple[int, int, int, int], colours: list[Colour], count: int, largest: int = 4, seed: int = 1) -> None:
    """Dirt, rust, chips: small spots strewn over a box."""
    spots, pen = Random(seed), ImageDraw.Draw(image)
    for _n in range(count):
        x, y, size = spots.randint(box[0], box[2]), spots.randint(box[1], box[3]), spots.uniform(0.6, largest)
        pen.ellipse((x - size, y - size * 0.7, x + size, y + size * 0.7), fill=spots.choice(colours))


def _bench(image: Image.Image) -> None:
    """A grey rubber mat with scuffs."""
    image.paste(_shades([(92, 98, 104), (112, 118, 122), (84, 90, 96)]).resize(SIZE))
    scuffs, pen = Random(2), ImageDraw.Draw(image)
    for _n in range(70):
        x, y, tone = scuffs.randrange(WIDTH), scuffs.randrange(HEIGHT), scuffs.randint(82, 132)
        pen.line((x, y, x + scuffs.randint(-90, 90), y + scuffs.randint(-24, 24)), fill=(tone, tone + 3, tone + 5), width=2)
    image.paste(image.filter(ImageFilter.GaussianBlur(2)))


def _underneath(image: Image.Image) -> None:
    """The dark of a wheel house."""
    image.paste(_shades([(34, 36, 40), (66, 66, 69), (46, 45, 45)]).resize(SIZE))
    _specks(image, (0, 0, WIDTH, HEIGHT), [(58, 54, 48), (16, 16, 18), (84, 76, 64)], 900, 9, seed=5)
    image.paste(image.filter(ImageFilter.GaussianBlur(7)))


def brake_pad(image: Image.Image) -> None:
    """A pad from its side: a thick plate of steel, three millimetres of lining, a steel rule under it."""
    _bench(image)
    _shadow(image, (150, 330, 1070, 580))
    for left in (120, 1000):
        _block(image, (left, 336, left + 90, 430), [(96, 92, 90), (56, 53, 52), (38, 36, 36)])
    _block(image, (170, 318, 1040, 446), [(120, 116, 112), (78, 74, 71), (50, 47, 46), (38, 36, 36)], radius=14)
    _specks(image, (180, 326, 1030, 440), [(122, 74, 44), (98, 62, 42), (60, 48, 42)], 420, 6)
    for left, right in ((226, 598), (618, 986)):
        _block(image, (left, 446, right, 494), [(92, 80, 70), (70, 60, 54), (48, 42, 38)], radius=5)
        _specks(image, (left + 4, 450, right - 4, 490), [(150, 138, 120), (176, 150, 96), (36, 32, 30)], 300, 3, seed=left)
    _rule(image, 500)


def _rule(image: Image.Image, top: int) -> None:
    _block(image, (60, top, 1150, top + 130), [(222, 224, 226), (196, 199, 202), (212, 214, 216), (170, 173, 177)], radius=4)
    pen, figures = ImageDraw.Draw(image), ImageFont.load_default(38)
    for n in range(68):
        x, long = 80 + n * 16, 54 if n % 10 == 0 else 40 if n % 5 == 0 else 26
        pen.line((x, top, x, top + long), fill=(36, 38, 42), width=3)
        if n % 10 == 0 and n:
            pen.text((x - 10, top + 62), str(n // 10), fill=(36, 38, 42), font=figures)


def tyre(image: Image.Image) -> None:
    """A tread worn down to the bars in its grooves, marked with a yellow crayon."""
    bands: list[Colour] = [(18, 18, 19), (58, 58, 59), (84, 84, 84), (92, 92, 91), (80, 80, 80), (52, 52, 53), (16, 16, 17)]
    _underneath(image)
    _block(image, (90, -40, 1110, 940), bands, radius=60, upright=False)
    pen = ImageDraw.Draw(image)
    for y in range(-60, 960, 58):
        for left, right, tilt in ((110, 270, 22), (356, 540, -12), (664, 846, 12), (930, 1092, -22)):
            pen.line((left, y, right, y + tilt), fill=(52, 52, 53), width=5)
    for x in (300, 590, 880):
        _block(image, (x - 20, -40, x + 20, 940), [(36, 36, 37), (22, 22, 23), (48, 48, 48)], radius=2, upright=False)
        _block(image, (x - 20, 396, x + 20, 470), [(84, 84, 84), (90, 90, 89), (78, 78, 78)], radius=4)
    _specks(image, (110, 0, 1090, HEIGHT), [(112, 108, 100), (40, 40, 40), (128, 122, 110)], 900, 3, seed=7)
    _crayon(image, (490, 322, 700, 546))


def _crayon(image: Image.Image, box: tuple[int, int, int, int]) -> None:
    """A ring drawn by hand."""
    left, top, right, bottom = box
    wobble, pen = Random(9), ImageDraw.Draw(image)
    x, y, wide, high = (left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2
    for n in range(420):
        angle = -1.9 + n / 420 * 2.15 * pi
        spot = (
            x + cos(angle) * wide * (1 + n / 5200) + wobble.uniform(-4, 4),
            y + sin(angle) * high * (1 + n / 5200) + wobble.uniform(-4, 4),
        )
        size = wobble.uniform(2.5, 6.5)
        pen.ellipse((spot[0] - size, spot[1] - size, spot[0] + size, spot[1] + size), fill=(236, 204, 62))


def damper(image: Image.Image) -> None:
    """A damper in its spring, wet with oil down one side."""
    _underneath(image)
    steel: list[Colour] = [(26, 27, 29), (70, 72, 75), (128, 131, 134), (84, 86, 88), (34, 35, 37)]
    _block(image, (552, -20, 648, 420), [(90, 92, 95), (206, 209, 212), (232, 234, 236), (160, 163, 166), (84, 86, 88)], upright=False)
    _block(image, (500, 330, 700, 940), steel, radius=22, upright=False)
    _oil(image)
    pen = ImageDraw.Draw(image)
    for n, top in enumerate(range(-60, 300, 112)):
        for width, tone in ((46, (22, 26, 34)), (32, (58, 74, 104)), (10, (126, 146, 178))):
            pen.arc((380, top, 820, top + 150), 8, 172, fill=tone, width=width)
        if n:
            pen.arc((380, top - 64, 820, top + 66), 188, 352, fill=(28, 34, 46), width=20)
    _block(image, (360, 318, 840, 372), [(112, 114, 116), (66, 68, 70), (34, 35, 36)], radius=24)
    _specks(image, (500, 380, 700, 890), [(112, 96, 74), (60, 52, 44)], 130, 4, seed=3)


def _oil(image: Image.Image) -> None:
    """Dark runs with a shine on them."""
    runs = Random(6)
    wet, shine = Image.new("L", SIZE), Image.new("L", SIZE)
    dark, bright = ImageDraw.Draw(wet), ImageDraw.Draw(shine)
    for _n in range(17):
        x, width, end = runs.randint(520, 660), runs.randint(10, 30), runs.randint(560, 880)
        dark.rounded_rectangle((x, 372, x + width, end), width // 2, fill=235)
        dark.ellipse((x - 3, end - 30, x + width + 3, end + 12), fill=245)
        bright.line((x + width // 3, 390, x + width // 3, end - 10), fill=runs.randint(70, 170), width=3)
        bright.ellipse((x + width // 3 - 3, end - 18, x + width // 3 + 5, end - 4), fill=220)
    image.paste((24, 17, 10), mask=wet.filter(ImageFilter.GaussianBlur(3)))
    image.paste((214, 190, 140), mask=shine.filter(ImageFilter.GaussianBlur(2)))


def battery(image: Image.Image) -> None:
    """The top of a battery and a tester that reads 11.6 volts."""
    _underneath(image)
    _shadow(image, (90, 90, 900, 640))
    _block(image, (80, 70, 900, 620), [(74, 76, 80), (48, 50, 53), (34, 35, 38)], radius=26)
    _block(image, (150, 250, 830, 530), [(214, 216, 218), (190, 193, 196)], radius=8)
    pen, large, small = ImageDraw.Draw(image), ImageFont.load_default(96), ImageFont.load_default(54)
    pen.text((190, 280), "12 V  60 Ah", fill=(34, 44, 74), font=large)
    pen.text((194, 412), "EN 540 A", fill=(74, 80, 96), font=small)
    for x, cap, sign in ((170, (150, 34, 30), "+"), (690, (36, 40, 46), "-")):
        _block(image, (x, 104, x + 130, 214), [cap, tuple(tone // 2 for tone in cap)], radius=18)  # type: ignore[list-item]
        pen.ellipse((x + 36, 124, x + 94, 182), fill=(176, 178, 176))
        pen.text((x + 146, 96), sign, fill=(200, 202, 204), font=large)
    _specks(image, (176, 108, 296, 210), [(196, 214, 206), (150, 190, 186), (226, 232, 226)], 240, 6, seed=8)
    _tester(image)


def _tester(image: Image.Image) -> None:
    _shadow(image, (640, 480, 1130, 880), 30)
    _block(image, (640, 450, 1110, 880), [(246, 178, 40), (226, 148, 22), (176, 108, 14)], radius=46)
    _block(image, (690, 500, 1060, 690), [(176, 196, 160), (158, 180, 146)], radius=12)
    pen = ImageDraw.Draw(image)
    pen.text((706, 536), "11.62", fill=(24, 36, 24), font=ImageFont.load_default(128))
    pen.text((1020, 506), "V", fill=(24, 36, 24), font=ImageFont.load_default(40))
    for n, tone in enumerate(((70, 74, 80), (70, 74, 80), (176, 44, 36))):
        _block(image, (700 + n * 126, 740, 800 + n * 126, 820), [tone, tuple(part * 2 // 3 for part in tone)], radius=30)  # type: ignore[list-item]


def cabin_filter(image: Image.Image) -> None:
    """A pleated filter, grey with dust, leaves between the folds."""
    _bench(image)
    _shadow(image, (130, 130, 1110, 800))
    _block(image, (110, 110, 1090, 790), [(196, 196, 190), (160, 160, 154)], radius=14)
    for n in range(23):
        left = 146 + n * 40
        _block(
            image, (left, 146, left + 40, 754), [(172, 164, 148), (132, 124, 108), (74, 68, 58), (124, 116, 100)], radius=1, upright=False
        )
    dirt = Image.new("L", SIZE)
    clouds, pen = Random(12), ImageDraw.Draw(dirt)
    for _n in range(46):
        x, y, size = clouds.gauss(560, 210), clouds.gauss(470, 150), clouds.randint(30, 120)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=clouds.randint(50, 130))
    inside = Image.new("L", SIZE)
    inside.paste(dirt.filter(ImageFilter.GaussianBlur(34)).crop((146, 146, 1066, 754)), (146, 146))
    image.paste((34, 30, 25), mask=inside)
    _specks(image, (150, 150, 1060, 750), [(46, 40, 32), (92, 84, 70), (30, 26, 22)], 1300, 4, seed=11)
    for n, x in enumerate((300, 520, 760, 880)):
        _leaf(image, x, 300 + (n * 173) % 330, n)


def _leaf(image: Image.Image, x: int, y: int, n: int) -> None:
    angle, pen = n * 1.3, ImageDraw.Draw(image)
    edge = [(t, sin(t * pi) * 22) for t in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    outline = [(t * 110, side) for t, side in edge] + [(t * 110, -side) for t, side in reversed(edge)]
    turned = [(x + a * cos(angle) - b * sin(angle), y + a * sin(angle) + b * cos(angle)) for a, b in outline]
    pen.polygon(turned, fill=((126, 84, 38), (104, 92, 40), (142, 98, 46), (92, 66, 34))[n])
    pen.line((x, y, x + 118 * cos(angle), y + 118 * sin(angle)), fill=(70, 48, 26), width=3)


def hose(image: Image.Image) -> None:
    """A coolant hose at its clamp: dried pink crust and drops under it."""
    _underneath(image)
    _block(image, (-40, 292, 420, 476), [(26, 26, 28), (84, 84, 88), (54, 54, 57), (30, 30, 32), (14, 14, 15)], radius=12)
    _block(image, (560, 300, 1240, 470), [(90, 92, 94), (170, 173, 176), (120, 122, 125), (60, 62, 64)], radius=14)
    _block(image, (330, 268, 620, 496), [(30, 30, 32), (74, 74, 78), (50, 50, 53), (20, 20, 21)], radius=40)
    _block(image, (478, 250, 540, 514), [(120, 123, 126), (214, 217, 220), (150, 153, 156), (88, 90, 93)], radius=6)
    _block(image, (470, 220, 560, 276), [(190, 193, 196), (110, 112, 115)], radius=10)
    _specks(image, (536, 300, 652, 520), [(226, 150, 168), (240, 196, 204), (204, 108, 136), (236, 220, 220)], 520, 9, seed=14)
    pen = ImageDraw.Draw(image)
    for x, y, size in ((566, 540, 13), (590, 604, 17), (548, 660, 11), (604, 742, 19), (576, 826, 15)):
        pen.ellipse((x - size, y - size * 1.3, x + size, y + size * 1.3), fill=(206, 92, 126))
        pen.ellipse((x - size * 0.5, y - size * 0.9, x - size * 0.1, y - size * 0.3), fill=(252, 224, 232))


def boot(image: Image.Image) -> None:
    """A ball joint whose rubber boot is torn, grease coming out."""
    _underneath(image)
    _block(image, (-20, 590, 1220, 800), [(96, 90, 84), (66, 61, 57), (40, 37, 35)], radius=70)
    _specks(image, (0, 600, 1200, 790), [(124, 78, 48), (98, 66, 44), (54, 46, 42)], 700, 7, seed=15)
    _block(image, (540, 60, 660, 320), [(70, 72, 74), (176, 179, 182), (120, 122, 125), (54, 56, 58)], radius=12, upright=False)
    for n, half in enumerate((120, 168, 206, 232, 240)):
        top = 250 + n * 72
        _block(image, (600 - half, top, 600 + half, top + 92), [(78, 78, 80), (40, 40, 42), (18, 18, 19)], radius=44)
    tear = Image.new("L", SIZE)
    edge = [(640, 330), (672, 372), (664, 420), (708, 470), (690, 540), (640, 520), (612, 450), (624, 390)]
    ImageDraw.Draw(tear).polygon(edge, fill=255)
    image.paste((12, 10, 9), mask=tear.filter(ImageFilter.GaussianBlur(3)))
    blobs, pen = Random(18), ImageDraw.Draw(image)
    for _n in range(120):
        x, y, size = blobs.gauss(668, 22), blobs.gauss(510, 54), blobs.uniform(5, 17)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=blobs.choice([(104, 78, 36), (128, 98, 48), (86, 62, 28)]))
        pen.ellipse((x - size * 0.4, y - size * 0.6, x, y - size * 0.2), fill=(196, 164, 98))


DRAWN: dict[str, Callable[[Image.Image], None]] = {
    "brake_pad": brake_pad, "tyre": tyre, "damper": damper, "battery": battery, "cabin_filter": cabin_filter, "hose": hose, "boot": boot,
}  # fmt: skip
