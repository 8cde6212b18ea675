"""The feeds of a log 数据源: when each was last heard, and whether it is silent now."""

from dataclasses import dataclass
from datetime import date

from domain.case.timing import local_day
from domain.facts import in_force
from domain.feed import Declared, Register, Rhythm
from domain.world import World
from projections.scene import Scene
from projections.silence import gaps


@dataclass(frozen=True, slots=True)
class FeedState:
    """A declared source. `silent` is None where no limit or calendar says how long it may be."""

    source: str
    register: Register
    rhythm: Rhythm
    unit: str
    heard_on: date | None
    silent: bool | None


def feed_states(scene: Scene) -> list[FeedState]:
    """Every feed that is declared for the day asked, by its source."""
    world, today = scene.world, local_day(scene.moment.as_of, scene.world.zone)
    world = world.hearing({s: [d for d in days if d <= today] for s, days in world.heard.items()})
    declared = {each.source: each for each in world.of(Declared) if in_force(each, today)}
    return [_state(world, declared[source], today) for source in sorted(declared)]


def _state(world: World, declared: Declared, today: date) -> FeedState:
    heard = world.heard.get(declared.source, ())
    last = next((gap for gap in reversed(gaps(world, declared.source)) if gap.until is None), None)
    silent: bool | None = False
    if last is not None and last.first <= today:
        silent = None if last.allowed is None else today > last.allowed
    return FeedState(
        source=declared.source,
        register=declared.register,
        rhythm=declared.rhythm,
        unit=declared.unit,
        heard_on=heard[-1] if heard else None,
        silent=silent,
    )
