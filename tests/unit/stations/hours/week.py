"""How these tests write a usual week: "1-5 08:00-12:00 14:00-18:00, 6 09:00-12:00", days 1 = Monday ... 7 = Sunday."""

from itertools import groupby

from stations.hours.model import OpeningHours


def brief(hours: OpeningHours | None) -> str | None:
    """The week in brief; "24/7"; None where no usual week is known."""
    if hours is None or not hours.is_weekly:
        return None
    if hours.twentyfourseven:
        return "24/7"
    days = [(day, _ranges(hours, day)) for day in range(1, 8)]
    parts = []
    for ranges, group in groupby(days, key=lambda entry: entry[1]):
        numbers = [day for day, _ in group]
        if ranges:
            name = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
            parts.append(f"{name} {ranges}")
    return ", ".join(parts)


def _ranges(hours: OpeningHours, day: int) -> str:
    return " ".join(
        f"{p.begin // 60:02}:{p.begin % 60:02}-{p.end // 60:02}:{p.end % 60:02}"
        for p in hours.regular
        if p.weekday == day
    )
