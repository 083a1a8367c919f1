"""Photos of the lock: redrawn, sealed, looked at and deletable; bombs and other files refused."""

import io
import zlib

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from kaketsuke.cases.models import Entry
from kaketsuke.onsite import pictures, queries, refusals
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import Photo
from tests import door

SECRET = b"35.6951 secret"


def encoded(form="JPEG", size=(400, 300), **kept):
    file = io.BytesIO()
    Image.new("RGB", size, (10, 90, 112)).save(file, format=form, **kept)
    return file.getvalue()


def with_exif():
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6
    return encoded(exif=exif, comment=SECRET)


def bomb(side=30_000):
    """A PNG of some kilobytes that would become gigabytes."""

    def chunk(kind, content):
        body = kind + content
        return len(content).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    lines = zlib.compress(bytes(1 + side // 8) * side, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def test_only_pixels_are_kept_and_the_picture_stands_upright():
    file = with_exif()
    assert SECRET in file
    picture = pictures.redrawn(file)
    assert SECRET not in picture.jpeg
    assert (picture.width, picture.height) == (300, 400)
    with Image.open(io.BytesIO(picture.jpeg)) as again:
        assert not again.getexif()
        assert "comment" not in again.info


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_becomes_small(form):
    picture = pictures.redrawn(encoded(form, (3000, 1500)))
    assert (picture.width, picture.height) == (1600, 800)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"\xff\xd8" + bytes(40 * 1024 * 1024), refusals.PICTURE_TOO_LARGE),
        (bomb(), refusals.PICTURE_UNREADABLE),
        (b"", refusals.PICTURE_UNREADABLE),
        (b"%PDF-1.7 no picture", refusals.PICTURE_UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", refusals.PICTURE_UNREADABLE),
        (b"GIF89a" + bytes(50), refusals.PICTURE_UNREADABLE),
        (encoded()[:400], refusals.PICTURE_UNREADABLE),
        (bytes(range(256)) * 20, refusals.PICTURE_UNREADABLE),
    ],
    ids=["40 MB", "bomb", "empty", "pdf", "svg", "gif", "half", "noise"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(file, says):
    with pytest.raises(refusals.CannotReadPicture) as refused:
        pictures.redrawn(file)
    assert refused.value.sentence == says


@pytest.mark.django_db
def test_a_photo_is_sealed_and_opened_for_the_centre(at):
    at.working()
    photo = at.add_photo(file=with_exif(), moment="before")
    row = Photo.objects.get()
    assert row.picture_sealed is not None
    assert b"JFIF" not in bytes(row.picture_sealed)
    opened = queries.picture(photo.pk)
    assert opened is not None
    with Image.open(io.BytesIO(opened)) as picture:
        assert picture.size == (300, 400)
    assert Entry.objects.get(event="PhotoAdded").facts["moment"] == "before"


@pytest.mark.django_db
def test_a_photo_that_shows_more_than_the_lock_is_deleted_for_good(at):
    at.working()
    photo = at.add_photo(file=encoded(), moment="before")
    actor = door.operator(at.world)
    onsite_services.review_photo(photo.pk, actor=actor, now=at.now)
    for _again in range(2):
        onsite_services.delete_photo(photo.pk, because="person", actor=actor, now=at.now)
    assert queries.picture(photo.pk) is None
    (line,) = queries.photos_of(at.case.pk)
    assert (line.deleted_because, line.reviewed_at) == ("person", at.now)
    assert Entry.objects.filter(event="PhotoDeleted").count() == 1


@pytest.mark.django_db
def test_photos_do_not_pile_up(at):
    at.working()
    for _each in range(12):
        at.add_photo(file=encoded(size=(40, 30)), moment="after")
    with pytest.raises(refusals.CannotReadPicture):
        at.add_photo(file=encoded(size=(40, 30)), moment="after")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"picture_sealed": None}, "onsite_photo_gone_when_deleted"),
        ({"reviewed_by_id": "00000000-0000-0000-0000-000000000001"}, "onsite_photo_reviewed_by"),
    ],
)
def test_the_database_refuses_what_must_not_be(at, values, named):
    at.working()
    at.add_photo(file=encoded(), moment="before")
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        Photo.objects.update(**values)
