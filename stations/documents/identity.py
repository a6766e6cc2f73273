"""What a station and an operator are known by: permanent public id, address of a page, key of a name."""

from base64 import b32encode
from hashlib import sha256

from voltway.lib.text import fold, slug


def public_id(source_uid: str, native_id: str) -> str:
    """12 lower-case base32 characters of sha256(source uid, native id): the same on every database."""
    digest = sha256(f"{source_uid}\n{native_id}".encode()).digest()
    return b32encode(digest[:10])[:12].decode().lower()


def page_path(public_id: str, title: str | None) -> str:
    """Path of a station's page; the slug is decoration."""
    return f"/stations/{public_id}/{slug(title or '')[:80] or 'station'}/"


def operator_key(name: str) -> str:
    """What makes two spellings one operator: letters and digits, folded."""
    return "".join(character for character in fold(name) if character.isalnum())[:200] or name[:200]
