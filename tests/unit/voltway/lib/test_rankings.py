"""Rankings: bars that are as long as their figures say."""

from voltway.lib.rankings import Bar, Ranked, ranking


def test_bars_are_as_long_as_their_values() -> None:
    drawn = ranking("Sessions", [Ranked("Quay", 40, "40"), Ranked("Road", 10, "10"), Ranked("None", 0, "0")])
    assert drawn.bars == [Bar("Quay", "40", 100), Bar("Road", "10", 25), Bar("None", "0", 0)]


def test_the_whole_may_be_more_than_the_longest() -> None:
    assert [bar.length for bar in ranking("Share", [Ranked("Told", 50, "50 %")], whole=200).bars] == [25]


def test_a_fall_has_no_bar_and_nothing_is_no_error() -> None:
    assert [bar.length for bar in ranking("Change", [Ranked("Fall", -5, "−5"), Ranked("Same", 0, "0")]).bars] == [0, 0]
    assert ranking("Nothing", []).bars == []
