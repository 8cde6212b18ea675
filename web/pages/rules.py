"""规则: the register of detectors with their grounds, states and counts; one of them in full."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from domain.detectors import Detector, DetectorState, Family, LegalBasis, LimitRule
from domain.labels import label
from domain.verdict import Decision
from projections.sign_list import Wanted
from projections.when import When
from web.desk import AtDesk, Desk, Missing
from web.formats import local_day
from web.pages.signs import HOME, SUBJECTS
from web.signs import SHAPES, Ground, ground
from web.standing import Shown
from web.tasks import Link
from web.templating import text as _
from web.thresholds import measured, named, of_rule

ROUTER = APIRouter(prefix="/rules", include_in_schema=False)
LIST = Link("/rules", _("检测规则"))
STATES = {DetectorState.ON: "good", DetectorState.TRIAL: "still", DetectorState.OFF: "gone"}
PATHS = {subject.family: subject.path for subject in SUBJECTS}
EVERYTHING = Wanted(None, None)


@dataclass(frozen=True, slots=True)
class Count:
    """How many signs a rule gives now, and the list of them."""

    number: int
    link: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A detector in words; `grounds` are those in force on the day asked."""

    detector: Detector
    family: str
    severity: Shown
    state: Shown
    grounds: tuple[Ground, ...]
    suspected: Count
    undetermined: Count


@ROUTER.get("")
def rules(desk: AtDesk) -> HTMLResponse:
    """The register, family by family."""
    known = desk.services.views.known(desk.when)
    detectors = known.world.book.detectors.values()
    day = local_day(known.as_of, desk.zone)
    counts = _counts(desk, When(known.as_of, known.position), EVERYTHING)
    found = [_rule(desk, each, day, counts) for each in detectors]
    return desk.page(
        "rules.html",
        "rules",
        LIST.name,
        known,
        crumbs=(HOME,),
        day=day,
        families=[
            (label(family).zh, of)
            for family in Family
            if (of := [rule for rule in found if rule.detector.family is family])
        ],
        limits=_limits(known.world.book.limits, day),
    )


@ROUTER.get("/{code}")
def one_rule(desk: AtDesk, code: str) -> HTMLResponse:
    """One rule: what it looks for, on what grounds, by which thresholds, and what it found."""
    known = desk.services.views.known(desk.when)
    detector = known.world.book.detectors.get(code)
    if detector is None:
        raise Missing(_("按所选时点，台账没有公布这一检测规则。请从检测规则列表进入。"))
    at, day = When(known.as_of, known.position), local_day(known.as_of, desk.zone)
    counts = _counts(desk, at, Wanted(None, None, {"code": code}))
    mine = of_rule(code)
    return desk.page(
        "rule.html",
        "rules",
        detector.name,
        known,
        crumbs=(HOME, LIST),
        rule=_rule(desk, detector, day, counts),
        day=day,
        bases=[(_ground(basis), basis, basis.in_force(day)) for basis in detector.bases],
        limits=[each for each in _limits(known.world.book.limits, day) if each[0].name in mine],
        discriminators=_("、").join(detector.discriminators),
    )


def _counts(desk: Desk, at: When, wanted: Wanted) -> Mapping[tuple[str, str], int]:
    rows = desk.services.views.signs(at, wanted).rows
    return Counter((row["code"], row["decision"]) for row in rows)


def _rule(desk: Desk, detector: Detector, day: date, counts: Mapping[tuple[str, str], int]) -> Rule:
    def count(decision: Decision) -> Count:
        link = desk.link(PATHS[detector.family], code=detector.code, decision=decision.value)
        return Count(counts.get((detector.code, decision.value), 0), link)

    return Rule(
        detector=detector,
        family=label(detector.family).zh,
        severity=Shown(label(detector.severity).zh, SHAPES[detector.severity]),
        state=Shown(label(detector.state).zh, STATES[detector.state]),
        grounds=tuple(_ground(basis) for basis in detector.grounds(day)),
        suspected=count(Decision.VIOLATION),
        undetermined=count(Decision.UNDETERMINED),
    )


def _ground(basis: LegalBasis) -> Ground:
    return ground(basis.rank, basis.text)


def _limits(
    limits: Sequence[LimitRule], day: date
) -> list[tuple[LimitRule, str, str, Ground, bool]]:
    """Every version: its name and value in words, its source, and whether it is in force."""
    newest: dict[str, date] = {}
    for each in limits:
        if each.in_force_from <= day:
            newest[each.name] = max(newest.get(each.name, each.in_force_from), each.in_force_from)
    return [
        (
            each,
            named(each.name),
            measured(each.name, each.value),
            ground(each.rank, each.source),
            newest.get(each.name) == each.in_force_from,
        )
        for each in sorted(limits, key=lambda one: (one.name, one.in_force_from))
    ]
