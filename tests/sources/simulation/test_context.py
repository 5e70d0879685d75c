"""What surrounds the simulated market: the same each time, a walk through what the file names, for ever on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from tracker.domain.context import INDEX_HOURS, Holding, Reading, Series
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.sources.base import Parsed
from tracker.sources.simulated_context import SimulatedContextSource, parse_context
from tracker.sources.simulation.context import SimulatedContext
from tracker.sources.simulation.prices import SimulatedPrices
from tracker.sources.simulation.scenario import BadScenario, Scenario, load_scenario

SEED = next((Path(__file__).parents[3] / "seeds").glob("*.json"))


@cache
def scenario() -> Scenario:
    return load_scenario(SEED)


@cache
def simulated() -> SimulatedContext:
    script = scenario().context
    assert script is not None
    return SimulatedContext(SimulatedPrices(scenario()), script)


@cache
def told(now_ms: int) -> Parsed:
    one = simulated()
    body = {"readings": one.readings(now_ms), "holdings": one.holdings(now_ms)}
    parsed = parse_context(msgspec.json.encode(body), now_ms)
    assert not parsed.faults
    return parsed


def values(series: Series, now_ms: int, asset: str = "") -> dict[int, Reading]:
    return {
        one.slot_ms: one
        for one in told(now_ms).values
        if isinstance(one, Reading) and (one.series, one.asset) == (series, asset)
    }


def test_it_tells_every_series_and_what_treasuries_hold() -> None:
    now_ms = scenario().now_ms
    parsed = told(now_ms)
    assert {one.series for one in parsed.values if isinstance(one, Reading)} == set(Series)
    holders = [one for one in parsed.values if isinstance(one, Holding)]
    assert holders[0].holder == "Strategy"
    assert holders[0].cost_usd == pytest.approx(714_644 * 76_056)
    assert any(one.cost_usd is None for one in holders)
    assert set(SimulatedContextSource.tells) == set(Series)
    assert all(one.at_ms <= now_ms for one in parsed.values if isinstance(one, Reading))


def test_the_claims_of_the_day_are_there() -> None:
    now_ms = scenario().now_ms
    mood = values(Series.FEAR_GREED, now_ms)[now_ms // DAY_MS * DAY_MS]
    assert (mood.value, mood.words) == (9.0, "Extreme Fear")
    for series in (Series.STOXX_50, Series.DAX, Series.FTSE_100):
        days = sorted(values(series, now_ms).items())
        (_, before), (_, running) = days[-2:]
        assert before.closed
        assert not running.closed
        assert -0.02 < running.value / before.value - 1 < -0.003
    closes = [one for one in values(Series.SP_500, now_ms).values() if one.closed]
    assert closes[-1].value == 6_941.5


@pytest.mark.parametrize("later_ms", [HOUR_MS, DAY_MS, 30 * DAY_MS])
def test_closes_stay_what_they_were_while_time_goes_on(later_ms: int) -> None:
    now_ms = scenario().now_ms
    for series in INDEX_HOURS:
        then, later = values(series, now_ms), values(series, now_ms + later_ms)
        kept = {at: one.value for at, one in then.items() if one.closed}
        assert {at: later[at].value for at in kept} == kept
        assert len(later) >= len(then)


def test_a_scenario_with_a_wrong_index_is_a_sentence(tmp_path: Path) -> None:
    file = msgspec.json.decode(SEED.read_bytes())
    file["context"]["indices"]["nikkei"] = file["context"]["indices"]["dax"]
    path = tmp_path / "wrong.json"
    path.write_bytes(msgspec.json.encode(file))
    with pytest.raises(BadScenario, match="nikkei is no equity index that is known"):
        load_scenario(path)
