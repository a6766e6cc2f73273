"""Acts are done row by row: each in a turn of its own, locked and looked at, with its entry in the audit trail."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from voltway.lib.acts import Act, Asked, kept, locked
from voltway.lib.problems import Conflict, Problem

logger = logging.getLogger(__name__)

# Raises Conflict where the row, as it is now, is not to be touched.
Check = Callable[[Any], None]
# Writes the entry of a row, with the columns before and after.
Write = Callable[[Any, Mapping[str, Any], Mapping[str, Any]], Any]


@dataclass(slots=True)
class Round:
    """What one request does to rows. One that can't be done keeps no other from it."""

    act: Act
    asked: Asked
    write: Write
    # How many things were changed.
    done: int = 0
    # Why rows were left as they are, and which.
    left: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    # Where the database fails, whoever comes next would wait for as long, and nothing would be told of it all.
    _failed: bool = field(default=False, init=False)

    def take(self, row: Any, check: Check, deed: Callable[[Asked, Any], Any]) -> None:
        """Do it to one row, or leave it with the reason."""
        why = _("The database was busy: look at it, and do it again.")
        if self._failed:
            self.left[why].append(row)
            return
        try:
            self.done += self._turn(row, check, deed)
        except Problem as problem:
            self.left[problem.detail or problem.title].append(row)
        except DatabaseError:
            logger.exception("console.act_failed", extra={"act": self.act.name, "kind": row._meta.label_lower})
            self.left[why].append(row)
            self._failed = True

    def _turn(self, row: Any, check: Check, deed: Callable[[Asked, Any], Any]) -> int:
        act, before, noted = self.act, dict[str, Any](), list[Any]()

        def look() -> Any:
            if (there := locked(row)) is None:
                raise Conflict(_("It is gone: whoever made it may have deleted it."))
            check(there)
            before.update({name: getattr(there, name) for name in act.keeps})
            return there

        def note() -> None:
            noted.append(self.write(row, before, kept(row, act)))

        with act.turn(row):
            with transaction.atomic():
                there = look()
            turn = replace(self.asked.turn, check=look, note=note)
            count = int(deed(replace(self.asked, turn=turn), there) or 0)
            if count and not noted:
                note()
        return count
