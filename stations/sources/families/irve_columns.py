"""The columns of IRVE files: two schemas, any subset of their columns, any order, headers with a slip of the pen."""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from voltway.lib.text import fold


def _names(columns: str) -> frozenset[str]:
    return frozenset(columns.split())


# Schema v2 (2.0 to 2.3) and what the national consolidation adds to it.
V2: Final = _names(
    """
    nom_amenageur siren_amenageur contact_amenageur nom_operateur contact_operateur telephone_operateur nom_enseigne
    id_station_itinerance id_station_local nom_station implantation_station adresse_station code_insee_commune
    coordonneesxy nbre_pdc id_pdc_itinerance id_pdc_local puissance_nominale prise_type_ef prise_type_2
    prise_type_combo_ccs prise_type_chademo prise_type_autre gratuit paiement_acte paiement_cb paiement_autre
    tarification condition_acces reservation horaires accessibilite_pmr restriction_gabarit station_deux_roues
    raccordement num_pdl date_mise_en_service observations date_maj cable_t2_attache
    last_modified datagouv_dataset_id datagouv_resource_id datagouv_organization_or_owner created_at
    consolidated_longitude consolidated_latitude consolidated_code_postal consolidated_commune
    consolidated_is_lon_lat_correct consolidated_is_code_insee_verified consolidated_is_code_insee_modified
    """
)
# Schema v1 (2017 to 2021), as Etalab consolidated it.
V1: Final = _names(
    """
    n_amenageur n_operateur n_enseigne id_station n_station ad_station code_insee xlongitude ylatitude nbre_pdc id_pdc
    puiss_max type_prise acces_recharge accessibilite observations date_maj source
    """
)
# The file of live states.
DYNAMIC: Final = _names(
    """
    id_pdc_itinerance etat_pdc occupation_pdc horodatage
    etat_prise_type_2 etat_prise_type_combo_ccs etat_prise_type_chademo etat_prise_type_ef
    """
)
_ENOUGH: Final = 4
_MIN_LENGTH: Final = 6
_SIMILAR: Final = 0.9


def is_header(cells: Sequence[str]) -> bool:
    """Whether the cells are the names of an IRVE file's columns."""
    plain = {_plain(cell) for cell in cells}
    return any(len(plain & schema) >= _ENOUGH for schema in (V2, V1, DYNAMIC))


def canonical(header: Sequence[str]) -> list[str]:
    """The schema's names for the header's; a name of neither schema stays as it is written."""
    plain = [_plain(cell) for cell in header]
    schema = max((V2, V1, DYNAMIC), key=lambda names: len(names.intersection(plain)))
    missing = sorted(schema.difference(plain))
    mended = {name: _meant(name, missing) for name in plain if name not in schema}
    claims = Counter(mended.values())
    # Two headers that look like one column leave open which of them it is.
    return [meant if (meant := mended.get(name)) and claims[meant] == 1 else name for name in plain]


def _meant(name: str, missing: Sequence[str]) -> str | None:
    """The absent column that a misspelt header can only mean: nearly the same letters, and the same digits in it.

    The digits keep `prise_type_3` from becoming `prise_type_2`.
    """
    if len(name) < _MIN_LENGTH:
        return None
    found = get_close_matches(name, missing, n=2, cutoff=_SIMILAR)
    if len(found) != 1 or not _digits(found[0]) <= _digits(name):
        return None
    return found[0]


def _digits(name: str) -> set[str]:
    return {character for character in name if character.isdigit()}


def _plain(cell: str) -> str:
    return fold(cell.strip().strip("\ufeff")).replace(" ", "_")
