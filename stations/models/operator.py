"""Who runs stations."""

from django.db import models


class Operator(models.Model):
    """An operator or network, one row for each spelling that differs beyond case, accents and punctuation."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    # Folded name: what makes two spellings one operator.
    key = models.CharField(max_length=200, unique=True)
    website = models.URLField(max_length=500, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=200, blank=True)
    party_id = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name
