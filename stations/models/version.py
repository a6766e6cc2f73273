"""How new the data is: two counters that every ETag holds."""

from django.db import models
from django.db.models import F


class DataVersion(models.Model):
    """One row. `data` counts changes of what is published, `status` changes of live states."""

    data = models.BigIntegerField(default=0)
    status = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="stations_one_version")]

    def __str__(self) -> str:
        return f"{self.data}.{self.status}"

    @classmethod
    def current(cls) -> tuple[int, int]:
        """(data, status) as they are now."""
        return cls.objects.values_list("data", "status").filter(pk=1).first() or (0, 0)

    @classmethod
    def bump(cls, *, data: bool = False, status: bool = False) -> None:
        """Count a change; call it in the transaction that makes the change."""
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(data=F("data") + int(data), status=F("status") + int(status))
