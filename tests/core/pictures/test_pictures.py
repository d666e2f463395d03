"""What is sent as a picture, and what becomes of it."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.conftest import local
from yinuo.core.access.people import give_role
from yinuo.core.events.models import Event
from yinuo.core.events.services import story
from yinuo.core.pictures import files, services
from yinuo.core.pictures.models import Picture
from yinuo.core.pictures.queries import pictures_of_thread
from yinuo.information.customers.models import Customer
from yinuo.information.customers.services import create_customer

AT = local("2026-03-02 09:00")
GPS_TAG, ORIENTATION_TAG = 0x8825, 0x0112


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def sent(form="JPEG", size=(64, 48), mode="RGB", colour=(200, 30, 30), name="photo.jpg", **options):
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    out = BytesIO()
    Image.new(mode, size, colour).save(out, form, **options)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def opened(prepared, small=False):
    return Image.open(files.located(files.thumb_of(prepared.path) if small else prepared.path))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF"])
def test_any_usual_photo_becomes_a_jpeg(form):
    prepared = services.prepare(sent(form))
    assert (prepared.content_type, prepared.width, prepared.height) == ("image/jpeg", 64, 48)
    assert opened(prepared).format == "JPEG"


def test_a_transparent_drawing_stays_a_png():
    prepared = services.prepare(sent("PNG", mode="RGBA", colour=(0, 0, 0, 0)))
    assert prepared.content_type == "image/png"
    assert opened(prepared).convert("RGBA").getpixel((0, 0))[3] == 0


def test_place_and_camera_are_forgotten_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = 6
    exif[GPS_TAG] = {1: "N", 2: (31.0, 14.0, 0.0)}
    prepared = services.prepare(sent(exif=exif))
    assert (prepared.width, prepared.height) == (48, 64)
    assert dict(opened(prepared).getexif()) == {}
    assert b"Exif" not in files.located(prepared.path).read_bytes()


def test_a_huge_photo_is_made_smaller_and_has_a_thumbnail():
    prepared = services.prepare(sent(size=(5000, 2500)))
    assert (prepared.width, prepared.height) == (2000, 1000)
    assert opened(prepared, small=True).size == (320, 160)


def test_the_same_picture_is_one_file(media):
    assert services.prepare(sent()) == services.prepare(sent())
    assert len([path for path in media.rglob("*.*") if path.is_file()]) == 2


def bomb():
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", services.BadPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", services.BadPicture),
        (b"  <?xml version='1.0'?><svg/>", services.BadPicture),
        (b"%PDF-1.7", services.BadPicture),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 200, services.BadPicture),
        (b"\x00\x00\x00\x18ftypheic" + b"\x01" * 100, services.BadPicture),
        (b"GIF89a", services.BadPicture),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content, refusal, media):
    with pytest.raises(refusal) as refused:
        services.prepare(SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg"))
    assert refused.value.status == 422
    assert len(str(refused.value)) > 10
    assert not list(media.rglob("*.*"))


def test_a_cut_off_photo_is_refused():
    raw = sent(size=(400, 400)).read()
    with pytest.raises(services.BadPicture):
        services.prepare(SimpleUploadedFile("photo.jpg", raw[: len(raw) // 2]))


def test_a_small_file_that_would_fill_the_memory_is_refused():
    with pytest.raises(services.TooLarge):
        services.prepare(SimpleUploadedFile("photo.png", bomb()))


def test_more_than_fit_in_one_go_are_refused_before_any_is_kept(media):
    three = [sent(colour=(n, 30, 30)) for n in range(3)]
    with pytest.raises(files.TooMany, match="2"):
        files.prepare_all(three, most=2)
    assert not any(media.rglob("*.jpg"))
    assert len(files.prepare_all(three, most=3)) == 3


def test_a_file_above_the_limit_is_refused(settings):
    settings.MAX_PICTURE_BYTES = 1000
    with pytest.raises(services.TooLarge):
        services.prepare(SimpleUploadedFile("photo.jpg", b"x" * 1001))


@pytest.fixture
def customer(acting):
    return create_customer(by=acting("advisor"), at=AT, name="王芳")


@pytest.fixture
def attached(acting, customer):
    def make(note="left door"):
        file = services.prepare(sent())
        with story(Customer, customer.pk, by=acting("advisor"), at=AT, right="pictures.write") as act:
            return services.attach(act, file=file, kind="damage", subject=customer, note=note)

    return make


def test_the_same_picture_of_the_same_thing_is_attached_once(attached):
    assert attached() == attached()
    assert Event.objects.filter(name="picture.attached").count() == 1


def test_a_removed_picture_is_out_of_sight_and_can_come_back(attached, acting, customer):
    picture = attached()
    services.remove(picture_id=picture.pk, by=acting("advisor"), at=AT)
    assert pictures_of_thread(customer.thread_id, site_code="pd") == []
    services.restore(picture_id=picture.pk, by=acting("advisor"), at=AT)
    assert [shown.caption for shown in pictures_of_thread(customer.thread_id, site_code="pd")] == ["left door"]


def test_pictures_are_served_to_those_who_may_see_them(client, attached, person, other_site):
    picture = attached()
    url = reverse("pictures:picture", args=["pd", picture.pk])
    assert client.get(url).status_code == 302
    client.force_login(person("technician"))
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert "private" in response["Cache-Control"] and "immutable" in response["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304
    b"".join(response.streaming_content)
    stranger = person("advisor", name="stranger", at=other_site)
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    assert client.get(reverse("pictures:picture", args=["mh", picture.pk])).status_code == 404


def test_a_removed_picture_is_not_served(client, attached, person, site):
    picture = attached()
    user = person("inspector")
    give_role(person=user, site=site, role="advisor")
    client.force_login(user)
    look = reverse("pictures:look", args=["pd", picture.pk])
    assert "<img" in client.get(look).content.decode()
    assert client.post(reverse("pictures:remove", args=["pd", picture.pk])).url == look
    assert client.get(reverse("pictures:thumb", args=["pd", picture.pk])).status_code == 404
    page = client.get(look).content.decode()
    assert "picture-large" not in page and reverse("pictures:restore", args=["pd", picture.pk]) in page
    client.post(reverse("pictures:restore", args=["pd", picture.pk]))
    assert client.get(reverse("pictures:thumb", args=["pd", picture.pk])).status_code == 200
    assert Picture.objects.count() == 1


def test_a_signature_stays_with_what_was_signed(acting, customer):
    file = services.prepare(sent("PNG", mode="RGBA"))
    with story(Customer, customer.pk, by=acting("advisor"), at=AT, right="pictures.write") as act:
        signature = services.attach(act, file=file, kind="signature", subject=customer)
    with pytest.raises(services.StaysOnPaper):
        services.remove(picture_id=signature.pk, by=acting("advisor"), at=AT)
