"""What happens is told to everybody who listens, and to nobody else."""

from typing import Any

from voltway.lib import happenings
from voltway.lib.happenings import Deed, Done, Happening

VIEW = Done(Deed.VIEWED, "abcdefgh2345")


def test_each_listener_is_told_once_until_it_listens_no_more() -> None:
    told: list[tuple[Happening, Any]] = []

    def hear(happening: Happening, meta: Any) -> None:
        told.append((happening, meta))

    happenings.tell(VIEW)
    for _ in range(2):
        happenings.listen(hear)
    happenings.tell(VIEW, {"HTTP_DNT": "1"})
    happenings.unlisten(hear)
    happenings.tell(VIEW)
    assert told == [(VIEW, {"HTTP_DNT": "1"})]


def test_nobody_listens_where_nobody_has_asked_to() -> None:
    """Commands and tests write no events."""
    assert happenings._listeners == []
