"""A short list of common cars: makers' published figures, for where no catalogue is imported."""

from typing import Final

from accounts.vehicles.inlets import Inlet

_CCS2, _CCS1, _NACS = (Inlet.CCS_2,), (Inlet.CCS_1,), (Inlet.NACS,)

# Brand, name, model year, usable battery in Wh, inlets, AC and DC power in W.
MODELS: Final[tuple[tuple[str, str, int, int, tuple[Inlet, ...], int, int | None], ...]] = (
    ("Audi", "Q4 e-tron 45", 2024, 77_000, _CCS2, 11_000, 175_000),
    ("BMW", "i4 eDrive40", 2023, 80_700, _CCS2, 11_000, 205_000),
    ("BYD", "Atto 3", 2023, 60_500, _CCS2, 11_000, 88_000),
    ("Chevrolet", "Bolt EV", 2022, 65_000, _CCS1, 11_000, 55_000),
    ("Cupra", "Born 58 kWh", 2023, 58_000, _CCS2, 11_000, 120_000),
    ("Dacia", "Spring 45", 2022, 25_000, _CCS2, 7_000, 34_000),
    ("Fiat", "500e 42 kWh", 2023, 37_300, _CCS2, 11_000, 85_000),
    ("Ford", "Mustang Mach-E, North America", 2023, 91_000, _CCS1, 11_000, 150_000),
    ("Hyundai", "Ioniq 5 77 kWh", 2023, 74_000, _CCS2, 11_000, 233_000),
    ("Hyundai", "Kona Electric 64 kWh", 2022, 64_000, _CCS2, 11_000, 77_000),
    ("Kia", "EV6 77 kWh", 2023, 74_000, _CCS2, 11_000, 233_000),
    ("Kia", "Niro EV", 2023, 64_800, _CCS2, 11_000, 80_000),
    ("Mercedes-Benz", "EQA 250", 2022, 66_500, _CCS2, 11_000, 100_000),
    ("MG", "MG4 64 kWh", 2023, 61_700, _CCS2, 11_000, 140_000),
    ("Mini", "Cooper SE", 2022, 28_900, _CCS2, 11_000, 50_000),
    ("Mitsubishi", "Outlander PHEV", 2019, 12_000, (Inlet.TYPE_1, Inlet.CHADEMO), 3_700, 22_000),
    ("Nissan", "Leaf 40 kWh", 2022, 39_000, (Inlet.TYPE_2, Inlet.CHADEMO), 6_600, 46_000),
    ("Nissan", "Leaf 24 kWh", 2013, 22_000, (Inlet.TYPE_1, Inlet.CHADEMO), 3_300, 46_000),
    ("Peugeot", "e-208 50 kWh", 2022, 46_300, _CCS2, 7_400, 100_000),
    ("Polestar", "2 Long Range Single Motor", 2023, 75_000, _CCS2, 11_000, 155_000),
    ("Porsche", "Taycan 93 kWh", 2022, 83_700, _CCS2, 11_000, 262_000),
    ("Renault", "Megane E-Tech 60 kWh", 2023, 60_000, _CCS2, 22_000, 129_000),
    ("Renault", "Zoe R135, without CCS", 2020, 52_000, (Inlet.TYPE_2,), 22_000, None),
    ("Renault", "Zoe R135, with CCS", 2020, 52_000, _CCS2, 22_000, 46_000),
    ("Skoda", "Enyaq 80", 2023, 77_000, _CCS2, 11_000, 135_000),
    ("Tesla", "Model 3 Long Range, Europe", 2023, 75_000, _CCS2, 11_000, 250_000),
    ("Tesla", "Model 3 Long Range, North America", 2023, 75_000, _NACS, 11_500, 250_000),
    ("Tesla", "Model S 85, Europe", 2015, 77_500, (Inlet.TESLA_EUROPE,), 11_000, 120_000),
    ("Tesla", "Model Y Long Range, Europe", 2023, 75_000, _CCS2, 11_000, 250_000),
    ("Tesla", "Model Y Long Range, North America", 2023, 75_000, _NACS, 11_500, 250_000),
    ("Volkswagen", "e-Golf 36 kWh", 2019, 32_000, _CCS2, 7_200, 40_000),
    ("Volkswagen", "ID.3 58 kWh", 2022, 58_000, _CCS2, 11_000, 120_000),
    ("Volkswagen", "ID.4 77 kWh", 2023, 77_000, _CCS2, 11_000, 135_000),
    ("Volvo", "EX30 Extended Range", 2024, 64_000, _CCS2, 11_000, 153_000),
)
