"""What the OpenAPI document says of version 1 for people."""

from typing import Final

from drf_spectacular.utils import OpenApiResponse

from accounts.api.schema import (
    ALWAYS,
    BODY,
    FORBIDDEN,
    FULL,
    NOT_FOUND,
    STATION_ID,
    problem,
    sent,
    shown,
)
from stations.api.schema import examples
from stations.api.schema.operations import JSON, PROBLEM, Operation
from stations.api.schema.words import ref

_COMMON: Final[Operation] = {"tags": ["version 1"], "deprecated": True}
_ADDRESS: Final = "alice@voltway.example"
_TYPED: Final = {"email": _ADDRESS, "password": "a long pass phrase"}
_SENT: Final = {"email": _ADDRESS, "status": "verification_sent"}
_KEY: Final = {"access_token": "vw_4f1c09ae_…", "token_type": "bearer", "expires_in": 86_400}

FAVOURITES: Final[Operation] = {
    **_COMMON,
    "operation_id": "listFavouritesV1",
    "summary": "List your favourites (version 1)",
    "description": "All of them as flat rows, the newest first.",
    "responses": {(200, JSON): shown("StationListV1", "Rows.", [examples.STATION_V1]), **ALWAYS},
}
FAVOURITE: Final[Operation] = {
    **_COMMON,
    "operation_id": "readFavouriteV1",
    "summary": "Read one favourite (version 1)",
    "description": "The flat row of a station that you keep.",
    "parameters": [STATION_ID],
    "responses": {(200, JSON): shown("StationV1", "The row.", examples.STATION_V1), **NOT_FOUND, **ALWAYS},
}
FAVOURITE_KEEP: Final[Operation] = {
    **_COMMON,
    "operation_id": "keepFavouriteV1",
    "summary": "Keep a station (version 1)",
    "description": "Makes a station a favourite; what is sent in the body is not looked at.",
    "parameters": [STATION_ID],
    "request": None,
    "responses": {
        (200, JSON): shown("StationV1", "It was one before.", examples.STATION_V1),
        (201, JSON): shown("StationV1", "It is one now.", examples.STATION_V1),
        (404, PROBLEM): problem("There is no such station.", examples.NOT_FOUND),
        **FORBIDDEN,
        **FULL,
        **ALWAYS,
    },
}
FAVOURITE_DROP: Final[Operation] = {
    **_COMMON,
    "operation_id": "dropFavouriteV1",
    "summary": "Keep a station no longer (version 1)",
    "description": "Takes a station off your favourites.",
    "parameters": [STATION_ID],
    "responses": {204: OpenApiResponse(None, "It is gone."), **FORBIDDEN, **NOT_FOUND, **ALWAYS},
}
_WITH_CREDENTIALS: Final[Operation] = {
    **_COMMON,
    "auth": [],
    "request": {JSON: ref("CredentialsV1")},
    "examples": [sent(_TYPED)],
}
REGISTER: Final[Operation] = {
    **_WITH_CREDENTIALS,
    "operation_id": "registerV1",
    "summary": "Sign up (version 1)",
    "description": (
        "Sends a mail with a link that verifies the address; until then nobody can log in. Whoever has an account "
        "already is told so by that mail, and not by the answer."
    ),
    "responses": {
        (202, JSON): shown("RegisteredV1", "A mail is on its way.", _SENT),
        **{status: told for status, told in {**BODY, **ALWAYS}.items() if status[0] not in (401, 403)},
    },
}
LOG_IN: Final[Operation] = {
    **_WITH_CREDENTIALS,
    "operation_id": "logInV1",
    "summary": "Log in (version 1)",
    "description": (
        "Gives a key for a day, to be sent as `Authorization: Bearer`. The five newest of them are good; another "
        "password ends them all. Keys that last, and accounts with a second factor, have their page: `/accounts/keys/`."
    ),
    "responses": {
        (200, JSON): shown("LoggedInV1", "The key.", _KEY),
        **BODY,
        **ALWAYS,
        (401, PROBLEM): problem("The address or the password is wrong.", examples.NOT_SIGNED_IN),
        (403, PROBLEM): problem("Not verified yet, or with a second factor.", examples.NOT_ALLOWED),
    },
}
