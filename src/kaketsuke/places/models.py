"""Towns with coordinates and their postal codes, loaded from open data."""

from django.db import models

from kaketsuke.database import rows


class Town(rows.Row):
    """A town (町・大字) of a municipality, with the coordinate of its middle."""

    prefecture = models.CharField(max_length=10)
    municipality_code = models.CharField(max_length=5)
    municipality = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "name"], name="places_town_once"),
        ]


class PostalTown(rows.Row):
    """A postal code and a town it serves; one code may serve several."""

    postal_code = models.CharField(max_length=7)
    town = models.ForeignKey(Town, on_delete=models.CASCADE, related_name="postal_codes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["postal_code", "town"], name="places_postal_town_once"),
        ]
