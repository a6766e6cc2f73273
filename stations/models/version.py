"""How new the data is: the counters that every ETag holds, and the numbers by which clients take changes over."""

import time

from django.db import models, transaction
from django.db.models.functions import Greatest

from stations.signals import version_moved


class DataVersion(models.Model):
    """One row. `data` moves on with what is published, `status` with live states.

    Both are milliseconds of a clock, and always grow: a database that was made anew or restored never repeats the
    numbers of the one before it, which caches and snapshots may still hold.

    `change` is the number of the latest change of a station, by the same clock (docs/adr/0017-changes.md).
    """

    data = models.BigIntegerField(default=0)
    status = models.BigIntegerField(default=0)
    change = models.BigIntegerField(default=0, db_default=0)
    # Of changes up to this one it is not known any more which stations were removed.
    forgotten = models.BigIntegerField(default=0, db_default=0)

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
        moved = [name for name, moves in (("data", data), ("status", status)) if moves]
        now = time.time_ns() // 1_000_000
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(**{name: Greatest(models.F(name) + 1, now) for name in moved})
        transaction.on_commit(lambda: version_moved.send_robust(sender=cls))

    @classmethod
    def next_change(cls) -> int:
        """The number of a change; call it in the transaction that makes the change, and before it is made.

        The row stays locked until that transaction ends, so numbers become visible in their order: whoever sees one
        sees all that are smaller.
        """
        now = time.time_ns() // 1_000_000
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(change=Greatest(models.F("change") + 1, now))
        return int(cls.objects.values_list("change", flat=True).get(pk=1))
