"""Writes with an Idempotency-Key in processes of their own, killed at a chosen point: run by the tests beside it.

`python -m tests.integration.api.killing WRITE POINT` with VOLTWAY_DATA_DIR set to a folder of the test, and with
DATABASE_URL, if any, naming a database of its own; its tables are there. Sends twice, and prints JSON of both times:
the status, the answer, and the rows that there are. POINT is where this process kills itself: "before" the effect is
committed, "after" that and ahead of the answer; or "never".
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import django

Answer = tuple[int, Any]


def main(write: str, point: str) -> None:
    """Send the request, send it again, and say what came of both."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "voltway.settings"
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    send = {"export": _export, "bulk": _bulk}[write]
    answers = [send(point) for _time in range(2)]
    print(json.dumps([{"status": status, "answer": answer, "rows": _rows()} for status, answer in answers]))


def _die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _export(point: str) -> Answer:
    body = {"format": "csv", "connector": "ccs"}
    if point == "before":
        # In the transaction that writes the row, behind the row.
        from stations.models import Export

        kept = Export.objects.enqueue

        def enqueue(**values: Any) -> Any:
            kept(**values)
            _die()

        with mock.patch.object(type(Export.objects), "enqueue", staticmethod(enqueue)):
            return _sent("/api/v2/exports/", body)
    with mock.patch("stations.api.exports.as_dict", _die) if point == "after" else mock.MagicMock():
        return _sent("/api/v2/exports/", body)


def _bulk(point: str) -> Answer:
    plug = {"id": "1", "standard": "IEC_62196_T2_COMBO", "max_electric_power": 150_000}
    row = {
        "native_id": "a",
        "coordinates": {"latitude": 52.52, "longitude": 13.4},
        "country": "DEU",
        "evses": [{"uid": "1", "connectors": [plug]}],
    }
    targets = {"before": "stations.api.bulk.AnsweredRequest.objects.create", "after": "stations.api.bulk._answer"}
    with mock.patch(targets[point], _die) if point in targets else mock.MagicMock():
        return _sent("/api/v2/stations/bulk/", {"owner": "Volta", "stations": [row]})


def _sent(path: str, body: Any) -> Answer:
    from django.test import Client

    answer = Client().post(path, body, content_type="application/json", headers={**_key(), "idempotency-key": "k"})
    return answer.status_code, answer.json()


def _key() -> dict[str, str]:
    """The same key in every process of a test."""
    from tests.fakes import keys

    file = Path(os.environ["VOLTWAY_DATA_DIR"]) / "key.json"
    if not file.exists():
        file.write_text(json.dumps(keys.headers()))
    told: dict[str, str] = json.loads(file.read_text())
    return told


def _rows() -> dict[str, int]:
    from stations.models import AnsweredRequest, Export, Station

    return {model.__name__: model.objects.count() for model in (AnsweredRequest, Export, Station)}


if __name__ == "__main__":
    main(*sys.argv[1:])
