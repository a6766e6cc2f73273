"""What a process counts of itself."""

from concurrent.futures import ThreadPoolExecutor

from voltway.lib.measures import Count, Gauge, Measure, all_measures, unwatch, watch


def test_no_count_is_lost_between_threads() -> None:
    count = Count("test_threads", kind="a")

    def add(times: int) -> None:
        for _ in range(times):
            count.add()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, [1000] * 8))
    assert count.value == 8000


def test_all_measures_are_known_by_name_and_labels() -> None:
    gauge = Gauge("test_known", place="here")
    gauge.set(5)
    found = next(one for one in all_measures() if one.name == "test_known")
    assert (found.labels, found.value, found.grows) == ({"place": "here"}, 5, False)


def test_watchers_are_told_amounts_of_counts_and_values_of_gauges() -> None:
    told: list[tuple[str, float]] = []

    def watcher(measure: Measure, value: float) -> None:
        told.append((measure.name, value))

    count, gauge = Count("test_count"), Gauge("test_gauge")
    watch(watcher)
    for amount in (1, 2):
        count.add(amount)
        gauge.set(10 * amount)
    unwatch(watcher)
    count.add()
    assert told == [("test_count", 1), ("test_gauge", 10), ("test_count", 2), ("test_gauge", 20)]
