"""The archive of a backup: a .tar.gz that ends with a manifest of all that stands before it, verified at both ends.

database.sqlite3 or database.pgdump, media/…, exports/…, secret_key, manifest.json
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from tools.console import Failure
from voltway.lib.whole_file import whole_file

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
# Folders of the data folder that can't be made anew; caches, static files and staged feeds can.
FOLDERS: Final = ("media", "exports")
KEY: Final = "secret_key"
_PIECE: Final = 1 << 20
# Documents of stations shrink to a quarter at the quickest level; slower ones gain little.
_LEVEL: Final = 1


@dataclass(frozen=True)
class Table:
    """What a table held: its rows and, where the engine can say so, a checksum of them in any order."""

    rows: int
    checksum: str = ""


@dataclass(frozen=True)
class Manifest:
    """What an archive holds, and what it was made by."""

    made_at: str
    engine: str
    engine_version: str
    versions: dict[str, str]
    migrations: list[str]
    tables: dict[str, Table]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT


@dataclass(frozen=True)
class _Hashed:
    """A file that is read or written, and the hash of what went through."""

    file: IO[bytes]
    seen: Any = field(default_factory=hashlib.sha256)

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.seen.update(piece)
        return piece


def write(path: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the archive whole or not at all, and read it again before it gets its name. Raises Failure, OSError."""
    with whole_file(path) as file:
        os.fchmod(file.fileno(), 0o600)  # it holds what the database holds: addresses and hashes of passwords
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=_LEVEL, format=tarfile.PAX_FORMAT) as tar:
            for name, source in files.items():
                try:
                    manifest.files[name] = _add(tar, name, source)
                except FileNotFoundError:
                    # An export may go while the archive is written; the database may not.
                    if name.partition("/")[0] not in FOLDERS:
                        raise
            _add_manifest(tar, manifest)
        file.flush()
        file.seek(0)
        for _ in _checked(file, path, None):
            pass


def extract(path: Path, folder: Path) -> Manifest:
    """Unpack into an empty folder; every file is as the manifest says, or it is a Failure."""
    with path.open("rb") as file:
        return next(iter(_checked(file, path, folder)))


def archived(data: Path) -> Iterator[tuple[str, Path]]:
    """Name in the archive and path of each file of the data folder that belongs into a backup."""
    if (data / KEY).is_file():
        yield KEY, data / KEY
    for name in FOLDERS:
        for path in sorted((data / name).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.endswith(".partial"):
                yield path.relative_to(data).as_posix(), path


def _add(tar: tarfile.TarFile, name: str, source: Path) -> dict[str, Any]:
    with source.open("rb") as file:
        info = tarfile.TarInfo(name)
        status = os.fstat(file.fileno())
        info.size, info.mtime, info.mode = status.st_size, int(status.st_mtime), status.st_mode & 0o777
        hashed = _Hashed(file)
        tar.addfile(info, hashed)
    return {"bytes": info.size, "sha256": hashed.seen.hexdigest()}


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    content = json.dumps(asdict(manifest), indent=1).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _checked(file: IO[bytes], path: Path, folder: Path | None) -> Iterator[Manifest]:
    """Read the whole archive, unpacking it where a folder is given; yields its manifest once all fits."""
    found: dict[str, dict[str, Any]] = {}
    told = b""
    try:
        with tarfile.open(fileobj=file, mode="r:gz") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() and _is_harmless(member.name) else None
                if content is None:
                    raise Failure(f"{path} holds {member.name!r}, which no backup has.")
                if member.name == MANIFEST:
                    told = content.read()
                else:
                    found[member.name] = _through(content, folder and folder / member.name, member.mode)
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        if folder and isinstance(error, OSError) and error.errno:
            raise  # the disk's fault, not the archive's
        raise Failure(f"{path} can't be read to its end: {error}", remedy="Take another backup.") from error
    manifest = _manifest(told, path)
    if wrong := sorted(name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name)):
        raise Failure(f"{path} is damaged: {', '.join(wrong)} not as written.", remedy="Take another backup.")
    yield manifest


def _through(content: IO[bytes], target: Path | None, mode: int) -> dict[str, Any]:
    """Read to the end, into a file if one is named; what the manifest says of it."""
    hashed, size = _Hashed(content), 0
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
    with (target or Path(os.devnull)).open("wb") as out:
        while piece := hashed.read(_PIECE):
            out.write(piece)
            size += len(piece)
        if target:
            target.chmod(mode & 0o777)
            out.flush()
            os.fsync(out.fileno())
    return {"bytes": size, "sha256": hashed.seen.hexdigest()}


def _is_harmless(name: str) -> bool:
    """Whether a name stays below the folder that it is unpacked into."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _manifest(content: bytes, path: Path) -> Manifest:
    try:
        told = json.loads(content)
        if told["format"] > FORMAT:
            raise Failure(f"{path} was made by a newer VoltWay.", remedy="Restore it with that one.")
        tables = {name: Table(**table) for name, table in told["tables"].items()}
        return Manifest(**{**{one.name: told[one.name] for one in fields(Manifest)}, "tables": tables})
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"{path} is no backup of VoltWay: it has no manifest at its end.") from error
