"""Photos of stations: sent by people with an account, seen by others once a moderator has looked at them."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from stations.community import photo_files
from stations.community.admission import admit, check_not_blocked
from stations.community.author import Author, check_verified, hold_account
from stations.community.listed import listed
from stations.models import Photo
from voltway.lib import pictures
from voltway.lib.problems import Conflict, InvalidParameters, NotFound, ParameterError
from voltway.lib.text import clean_text

# Name of the field or parameter that holds the picture.
PICTURE: Final = "photo"
MAX_CAPTION: Final = 200
MAX_AUTHOR: Final = 80


@dataclass(frozen=True, slots=True)
class About:
    """What is told with a picture. `mine`: whoever sends it says that it is theirs to give."""

    licence: str = ""
    mine: bool = False
    author: str = ""
    caption: str = ""


def add_photo(*, station: str, content: bytes, about: About, by: Author, now: datetime) -> tuple[Photo, bool]:
    """Keep a photo; which one, and whether it is new: the same picture again is the one that is there.

    Raises a Problem.
    """
    check_may_send(by)
    check_not_blocked(by, now=now)
    listed(station)
    about = _checked(about)
    pictures.check_size(len(content), field=PICTURE)
    digest = hashlib.sha256(content).hexdigest()
    if there := _sent_before(station, digest, by):
        return there, False
    large, small = pictures.copies(content, tuple(photo_files.SIZES.values()), field=PICTURE)
    file = secrets.token_hex(16)
    photo_files.write(file, [("large", large.content), ("small", small.content)])
    try:
        with transaction.atomic():
            return _made(station, digest, file, large, about=about, by=by, now=now), True
    except IntegrityError:
        photo_files.delete(file)
        # The same twice at once: the other one is kept.
        if there := _sent_before(station, digest, by):
            return there, False
        raise
    except Exception:
        photo_files.delete(file)
        raise


def check_may_send(by: Author) -> None:
    """Raises NotSignedIn, NotAllowed."""
    check_verified(by, "Photos are sent by people with an account.")


def drop_photo(*, station: str, public_id: str, by: Author) -> None:
    """Delete one's own photo with its files. Raises NotFound."""
    photo = Photo.objects.filter(station=station, public_id=public_id, user=by.user, user__isnull=False).first()
    if photo is None:
        raise NotFound("You have no photo with this id at this station.")
    photo.delete()


def may_see(photo: Photo, user: Any) -> bool:
    """Everybody what is shown; the rest its author, moderators, and whoever of the staff sees photos in the console."""
    return photo.state == Photo.State.SHOWN or may_know_why(photo, user) or _looks_on(user)


def may_know_why(photo: Photo, user: Any) -> bool:
    """Its author and moderators: what a moderator says of a photo is none of others' affairs."""
    return bool(user and user.is_authenticated and (photo.user_id == user.pk or moderates(user)))


def of_station(station: str, user: Any) -> QuerySet[Photo]:
    """Those of a station that are shown there, the newest first; somebody's own also while they wait."""
    here = Photo.objects.filter(station=station).order_by("-created_at", "-pk")
    if user is None or not user.is_authenticated:
        return here.filter(state=Photo.State.SHOWN)
    return here.filter(Q(state=Photo.State.SHOWN) | Q(user=user))


def _looks_on(user: Any) -> bool:
    return bool(user and user.is_staff and user.has_perm("stations.view_photo"))


def moderates(user: Any) -> bool:
    """Whether somebody looks at photos that wait."""
    return bool(user.is_staff and user.has_perm("stations.change_photo"))


def _checked(about: About) -> About:
    """Raises InvalidParameters that names each field."""
    errors = []
    if about.licence not in Photo.Licence.values:
        errors.append(ParameterError("licence", f"must be one of {', '.join(Photo.Licence.values)}"))
    if not about.mine:
        errors.append(ParameterError("mine", "must be said: only what is yours can be given to others"))
    author, caption = clean_text(about.author, MAX_AUTHOR + 1), clean_text(about.caption, MAX_CAPTION + 1)
    errors += [
        ParameterError(name, f"must have at most {longest} characters")
        for name, value, longest in (("author", author, MAX_AUTHOR), ("caption", caption, MAX_CAPTION))
        if len(value) > longest
    ]
    if errors:
        raise InvalidParameters("The photo can't be used as it is told.", errors=errors)
    return About(about.licence, about.mine, author, caption)


def _sent_before(station: str, digest: str, by: Author) -> Photo | None:
    """Raises Conflict for what somebody else sent and not everybody may see."""
    there = Photo.objects.filter(station=station, sha256=digest).first()
    if there and there.state != Photo.State.SHOWN and there.user_id != getattr(by.user, "pk", None):
        raise Conflict("This very picture was sent before; a moderator decides whether it is shown.")
    return there


def _made(
    station: str, digest: str, file: str, large: pictures.Copy, *, about: About, by: Author, now: datetime
) -> Photo:
    hold_account(by)
    admitted = admit(Photo, station=station, by=by, now=now)
    return Photo.objects.create(
        station=station,
        user=by.user,
        origin=by.origin,
        created_at=now,
        state=Photo.State.SHOWN if moderates(by.user) else Photo.State.WAITING,
        reason=admitted.reason,
        licence=about.licence,
        author=about.author,
        caption=about.caption,
        sha256=digest,
        file=file,
        width=large.width,
        height=large.height,
        size=len(large.content),
    )
