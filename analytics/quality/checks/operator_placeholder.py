"""A word in place of the operator's name."""

from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen
from voltway.lib.text import tokens

TITLE = _("Operator is a placeholder")
ABOUT = _("The operator's name is a word for nobody in particular, such as “Business Owner at Location”.")

# Cleaning drops words for "unknown"; these say something, but no name.
_WORDS: Final = frozenset(
    {
        "business owner at location", "private owner", "privatperson", "privat", "private", "particulier", "other",
        "others", "autre", "autres", "divers", "sonstige", "operator", "owner", "test", "test operator", "dummy",
        "n a", "various", "multiple", "non networked", "not set", "no operator", "default", "sans nom", "anonymous",
    }
)  # fmt: skip


def look(seen: Seen) -> str | None:
    """The name, where it is such a word or has no letter."""
    operator = seen.record.operator
    return operator.name if operator and _is_placeholder(operator.name) else None


@lru_cache(maxsize=4096)
def _is_placeholder(name: str) -> bool:
    words = " ".join(tokens(name))
    return words in _WORDS or not any(map(str.isalpha, words))
