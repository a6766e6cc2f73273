"""The textbook way to write VoltWay's list: DRF ModelSerializer, prefetch, indexes, cursor paging, the same tables.

It sends every field that is a column; a stored document holds some more, so the comparison is in the textbook's favour.
"""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import ACos, Cos, Radians, Sin
from rest_framework import generics, pagination, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from stations.models import Connector, Evse, Operator, Station


class ConnectorSerializer(serializers.ModelSerializer[Connector]):
    class Meta:
        model = Connector
        fields = (
            "uid", "standard", "format", "power_type", "max_voltage", "max_amperage", "max_electric_power",
        )  # fmt: skip


class EvseSerializer(serializers.ModelSerializer[Evse]):
    connectors = ConnectorSerializer(many=True)

    class Meta:
        model = Evse
        fields = ("uid", "evse_id", "status", "connectors")


class OperatorSerializer(serializers.ModelSerializer[Operator]):
    class Meta:
        model = Operator
        fields = ("slug", "name", "website", "phone", "party_id")


class StationSerializer(serializers.ModelSerializer[Station]):
    operator = OperatorSerializer()
    source = serializers.SlugRelatedField[Any](  # type: ignore[assignment]
        slug_field="uid", read_only=True
    )
    evses = EvseSerializer(many=True)

    class Meta:
        model = Station
        fields = (
            "public_id", "name", "address", "city", "postal_code", "state", "country", "latitude", "longitude",
            "time_zone", "access", "operator", "parking_type", "price_text", "max_electric_power", "evse_count",
            "operational", "last_updated", "seen_at", "vanished_at", "group", "source", "evses",
        )  # fmt: skip


class Paging(pagination.CursorPagination):
    page_size = 100
    ordering = "id"


class StationList(generics.ListAPIView[Station]):
    """Filters by box, by plug and power on the same connector, and by access."""

    serializer_class = StationSerializer
    pagination_class = Paging
    renderer_classes = (JSONRenderer,)

    def get_queryset(self) -> QuerySet[Station]:
        stations = (
            Station.objects.filter(vanished_at=None, access__in=["PUBLIC", "UNKNOWN"])
            .select_related("operator", "source")
            .prefetch_related("evses__connectors")
        )
        return _filtered(stations, self.request)


class NearestStations(StationList):
    """The nearest 20 within 50 km: a box on indexed columns, then the distance in SQL."""

    pagination_class = None  # type: ignore[assignment]

    def get_queryset(self) -> QuerySet[Station]:
        latitude, longitude = (float(self.request.query_params[name]) for name in ("lat", "lon"))
        near = (
            super()
            .get_queryset()
            .filter(
                latitude__range=(latitude - 0.45, latitude + 0.45), longitude__range=(longitude - 0.7, longitude + 0.7)
            )
        )
        distance = ACos(
            Sin(Radians(F("latitude"))) * Sin(Radians(latitude))
            + Cos(Radians(F("latitude"))) * Cos(Radians(latitude)) * Cos(Radians(F("longitude") - longitude))
        )
        return near.annotate(distance=distance).order_by("distance")[:20]


def _filtered(stations: QuerySet[Station], request: Request) -> QuerySet[Station]:
    if box := request.query_params.get("bbox"):
        west, south, east, north = map(float, box.split(","))
        stations = stations.filter(latitude__range=(south, north), longitude__range=(west, east))
    plug: dict[str, Any] = {}
    if connectors := request.query_params.getlist("connector"):
        plug["evses__connectors__standard__in"] = connectors
    if power := request.query_params.get("min_power"):
        plug["evses__connectors__max_electric_power__gte"] = int(power)
    return stations.filter(**plug).distinct() if plug else stations
