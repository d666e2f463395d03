"""Making a safe picture out of whatever was sent. Nothing here touches the database; call it before the transaction."""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError, WebPImagePlugin  # noqa: F401 (known to Image by being imported)

from yinuo.core.errors import Invalid

LONGEST_SIDE, LONGEST_THUMB = 2000, 320
MOST_PIXELS = 50_000_000
READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


class BadPicture(Invalid):
    sentence = _("This file is not a picture that can be read. Send a photo (JPEG, PNG, WebP or HEIC).")


class TooLarge(BadPicture):
    sentence = _("This picture is too large. Take it again with a smaller size setting, or send a screenshot of it.")


class TooMany(BadPicture):
    sentence = _("At most {most} pictures at a time. None was taken: send them in two goes.")


@dataclass(frozen=True)
class Prepared:
    """A picture that was read, turned upright, freed of hidden data, made no larger than 2000 pixels, and stored."""

    path: str
    sha256: str
    content_type: str
    width: int
    height: int


def prepare(upload: Any) -> Prepared:
    """Read what was sent and store it anew, without its hidden data (place, camera). Raises BadPicture, TooLarge."""
    raw = _read(upload)
    image = _upright(_opened(raw))
    data, content_type = _written(image)
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"{sha256[:2]}/{sha256}.{'png' if content_type == 'image/png' else 'jpg'}"
    _store(path, data)
    image.thumbnail((LONGEST_THUMB, LONGEST_THUMB))
    _store(thumb_of(path), _written(image)[0])
    return Prepared(path, sha256, content_type, *_size(data))


def prepare_all(uploads: Sequence[Any], *, most: int) -> list[Prepared]:
    """`prepare` for each of a few; TooMany before any is read."""
    if len(uploads) > most:
        raise TooMany(str(TooMany.sentence).format(most=most))
    return [prepare(upload) for upload in uploads]


def thumb_of(path: str) -> str:
    stem, _dot, ending = path.rpartition(".")
    return f"{stem}-s.{ending}"


def located(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path


def _read(upload: BinaryIO) -> bytes:
    most = settings.MAX_PICTURE_BYTES
    if (getattr(upload, "size", 0) or 0) > most:
        raise TooLarge
    upload.seek(0)
    raw = upload.read(most + 1)
    if len(raw) > most:
        raise TooLarge
    if not raw:
        raise BadPicture(_("The file is empty. Take the photo again."))
    return raw


def _opened(raw: bytes) -> Image.Image:
    head = raw[:512].lstrip().lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype")):
        raise BadPicture(_("Drawings (SVG) cannot be taken. Send a photo (JPEG, PNG, WebP or HEIC) or a screenshot."))
    if raw[4:8] == b"ftyp" and raw[8:12] in _HEIF_BRANDS:
        import pillow_heif

        pillow_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(raw), formats=READ if raw[4:8] == b"ftyp" else READ[:-1])
    except Image.DecompressionBombError:
        raise TooLarge from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError):
        raise BadPicture from None
    if image.width * image.height > MOST_PIXELS:
        raise TooLarge
    return image


def _upright(image: Image.Image) -> Image.Image:
    try:
        if image.format in ("JPEG", "MPO"):
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes at a fraction of the size where that is enough
        image.load()
        image = ImageOps.exif_transpose(image)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return image.convert("RGBA" if _is_transparent(image) else "RGB")
    except (OSError, ValueError, SyntaxError, IndexError, MemoryError, EOFError, Image.DecompressionBombError):
        raise BadPicture(_("This picture is damaged and cannot be read. Take it again.")) from None


def _is_transparent(image: Image.Image) -> bool:
    return "transparency" in image.info or image.mode in ("RGBA", "LA", "PA")


def _written(image: Image.Image) -> tuple[bytes, str]:
    """Only pixels are written: a new image carries none of the old one's data."""
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    out = BytesIO()
    if clean.mode == "RGBA":
        clean.save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    clean.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue(), "image/jpeg"


def _size(data: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(data)).size


def _store(path: str, data: bytes) -> None:
    """Whole or not at all; the same content is there already."""
    place = located(path)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, place)
