import pytest

from kaketsuke.places import queries, services, towntable
from kaketsuke.places.models import PostalTown, Town

pytestmark = pytest.mark.django_db

SHINJUKU = "13104"


def test_a_postal_code_names_every_town_it_serves():
    services.load_towns([SHINJUKU])
    towns = queries.towns_by_postal_code("〒１６０－００２３")
    assert {town.municipality for town in towns} == {"新宿区"}
    assert "西新宿八丁目" in {town.name for town in towns}
    assert all(35.6 < town.latitude < 35.8 for town in towns)


def test_nearly_every_town_has_a_postal_code():
    services.load_towns([SHINJUKU, "27127", "01101"])
    without = Town.objects.filter(postal_codes__isnull=True).count()
    assert without / Town.objects.count() < 0.1


def test_loading_again_changes_nothing():
    loaded = services.load_towns([SHINJUKU])
    links = PostalTown.objects.count()
    assert services.load_towns([SHINJUKU]) == loaded == Town.objects.count()
    assert PostalTown.objects.count() == links


@pytest.mark.parametrize(
    ("town", "known"),
    [("西新宿八丁目", "西新宿"), ("矢来町", "矢来町"), ("十二丁目", ""), ("丁目町", "丁目町")],
)
def test_postal_codes_know_towns_not_blocks(town: str, known: str):
    assert towntable.without_block(town) == known


def test_small_and_large_ke_are_the_same_town():
    assert towntable.folded("霞ヶ関") == towntable.folded("霞ケ関")
