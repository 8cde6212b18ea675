"""DATA_GAP 数据中断: a declared feed that was not heard for longer than its rhythm allows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.feed import Rhythm
from domain.lateness import lawful_until
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.judge import Judge
from projections.judges.words import day
from projections.silence import LIMITS, Gap, gaps, of_source, rhythm_of

CODE = "DATA_GAP"
_RHYTHMS = {Rhythm.REALTIME: "实时", Rhythm.NEXT_DAY: "次日", Rhythm.WEEKLY: "每周"}
_DAY = timedelta(days=1)


def data_gap(source: str, world: World) -> Iterator[Verdict]:
    """Each gap of a declared feed, the one to come included."""
    declared = of_source(world, source)
    if not declared:
        return
    positions = tuple(world.position_of(each) for each in declared)
    found = gaps(world, source)
    if all(gap.until is None for gap in found):
        yield Verdict(
            code=CODE,
            decision=Decision.OK,
            since=_end_of(declared[0].in_force_from - _DAY, world),
            until=next((_since(gap, world) for gap in found), None),
            explanation=f"数据源 {source} 按登记的频率报送。",
            positions=positions,
        )
    for gap in found:
        yield _of(source, gap, positions, world)


def _of(source: str, gap: Gap, positions: tuple[int, ...], world: World) -> Verdict:
    rhythm = rhythm_of(world, source, gap.first)
    assert rhythm is not None, "a gap lies within a declaration"
    again = f"，{day(gap.until)}恢复或者停用" if gap.until else ""
    silent = (
        f"数据源 {source}（{_RHYTHMS[rhythm]}报送）自{day(gap.first)}起"
        f"没有记录、心跳和零报告{again}"
    )
    if gap.allowed is None:
        missing = f"阈值 {LIMITS[rhythm]} 或者所涉年度放假安排未公布"
        decision, rest = Decision.UNDETERMINED, f"，{missing}，是否中断不能判定。"
    else:
        decision = Decision.VIOLATION
        rest = f"，应不迟于{day(gap.allowed)}报送，疑似数据中断（要点（十八））。"
    return Verdict(
        code=CODE,
        decision=decision,
        since=_since(gap, world),
        until=_end_of(gap.until, world) if gap.until else None,
        explanation=silent + rest,
        about=(gap.first.isoformat(),),
        positions=positions,
    )


def _since(gap: Gap, world: World) -> datetime:
    """24:00 of the last day allowed, else of the first day without a word."""
    return _end_of(gap.allowed or gap.first, world)


def _end_of(on: date, world: World) -> datetime:
    """24:00 of a day: days are all that is known of when a source was heard."""
    return lawful_until(on, world.zone)


JUDGES = (Judge((CODE,), data_gap),)
