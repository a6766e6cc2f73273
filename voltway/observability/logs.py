"""Logs: structlog over the standard library's loggers; a line is one event with its fields, as JSON or for eyes.

`logging.getLogger(…).warning("constant.event", extra={…})` and `structlog.get_logger().warning("constant.event", …)`
end in the same chain, which binds ids, scrubs and renders. Files are shared by all processes and rotated by whichever
of them finds one full: concurrent-log-handler, because the standard library's rotation loses lines when two processes
rotate at once.
"""

import json
import logging
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import structlog
from concurrent_log_handler import ConcurrentRotatingFileHandler
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from voltway.observability import request_id, scrub

ROTATE_BYTES: Final = 10_000_000
KEPT_FILES: Final = 5
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_IN_TRACE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# Objects that the framework hangs on its records; their texts hold whole addresses.
_OBJECTS: Final = ("request", "server_time")


class Format(StrEnum):
    """How lines look."""

    # For eyes where somebody watches (a terminal), else JSON; files are JSON.
    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


def configuration(level: str, form: Format, folder: Path | None) -> dict[str, Any]:
    """`LOGGING`: standard error, and `app.log` and `error.log` in the folder where there is one."""
    structlog.configure(
        processors=[*_chain(), ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    files = _files(folder)
    watched = form is Format.TEXT or (form is Format.AUTO and sys.stderr.isatty())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "console": _formatter(for_eyes=watched),
            "file": _formatter(for_eyes=form is Format.TEXT),
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "console"}, **files},
        "root": {"handlers": ["console", *files], "level": level},
        "loggers": {
            # The outermost middleware logs what fails and what is slow, once, with its ids; Django would add the path.
            "django.request": {"level": "CRITICAL"},
            # Somebody else's wrong host name is no error of ours.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # These tell every request, with its whole address.
            "django.server": {"handlers": [], "level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            "django.db.backends": {"level": "INFO"},
            # Each try within a download: whoever asked for it tells how it ended.
            "stamina": {"level": "ERROR"},
        },
    }


class SharedFile(ConcurrentRotatingFileHandler):
    """A file of all processes, made with its folder by its first line.

    One that can't be written (a full disk) is told to standard error, and nothing fails.
    """

    def _open_lockfile(self) -> None:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        super()._open_lockfile()

    def handleError(self, record: logging.LogRecord) -> None:
        print(f"log.unwritable {self.baseFilename}: {sys.exc_info()[1]}", file=sys.stderr)  # noqa: T201


def without_files() -> None:
    """Write no files from here on, whatever the settings say."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, SharedFile)]:
        root.removeHandler(handler)
        handler.close()


def _files(folder: Path | None) -> dict[str, Any]:
    if folder is None:
        return {}
    shared = {"()": SharedFile, "formatter": "file", "encoding": "utf-8"}
    limits = {"maxBytes": ROTATE_BYTES, "backupCount": KEPT_FILES}
    return {
        "app": {**shared, **limits, "filename": str(folder / "app.log")},
        "error": {**shared, **limits, "filename": str(folder / "error.log"), "level": "ERROR"},
    }


def _chain() -> list[Processor]:
    """What every event passes before it is rendered, whichever of the two ways it came."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]


def _formatter(*, for_eyes: bool) -> dict[str, Any]:
    ends: list[Processor] = [ProcessorFormatter.remove_processors_meta, add_user, scrubbed, stamped]
    ends += [visible, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())] if for_eyes else [as_json]
    return {"()": ProcessorFormatter, "foreign_pre_chain": _chain(), "processors": ends}


def add_user(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The user's id, where the request knows it by now."""
    if "user_id" not in event and (user := request_id.user_id()) is not None:
        event["user_id"] = user
    return event


def scrubbed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """No secrets, e-mails, exact positions."""
    for name in _OBJECTS:
        event.pop(name, None)
    trace = event.pop("exception", None)
    clean: EventDict = scrub.anything(event)
    if trace:
        clean["exception"] = scrub.text(str(trace), scrub.LONGEST_TRACE)
    return clean


stamped = structlog.processors.TimeStamper(fmt="iso", utc=True)


def visible(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Control characters as escapes: what somebody sent can neither begin a line of its own nor colour a terminal."""
    return {name: _escaped(value, name == "exception") for name, value in event.items()}


def as_json(_: WrappedLogger, __: str, event: EventDict) -> str:
    """One line, in ASCII: control characters and halves of characters are escaped."""
    return json.dumps({"event": event.pop("event", ""), **event}, default=str)


def _escaped(value: Any, is_trace: bool = False) -> Any:
    if isinstance(value, str):
        pattern = _CONTROL_IN_TRACE if is_trace else _CONTROL
        return pattern.sub(lambda found: found[0].encode("unicode_escape").decode(), value)
    if isinstance(value, dict):
        return {name: _escaped(item) for name, item in value.items()}
    return [_escaped(item) for item in value] if isinstance(value, list) else value
