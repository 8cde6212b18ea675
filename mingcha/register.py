"""docs/rules.md: the shipped register of detectors, thresholds and mandatory classes."""

from collections.abc import Iterable, Iterator
from datetime import date

from application.detectors import load_detectors, load_disclosure_classes, load_limits
from domain.detectors import Detector, DisclosureClass, Family, LegalBasis, LimitRule
from domain.labels import label
from domain.organisation import UnitKind

HEAD = """\
<!-- Generated: python -m mingcha.generate -->

# The register of detectors 检测规则

What the program looks for, as it ships in `application/rules/`. A log takes it over when it is
opened; from then on its own events change it, and `mingcha rules` prints what holds there. A
detector finds signs (疑似) only: a finding is a person's. A basis grounds nothing outside its
dates; 参照外地 and 系统设定 never carry a confirmed finding. （待核） marks what was not read in an
official text.
"""


def register() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_families(), *_limits(load_limits()), *_classes()])


def dates(begins: date | None, ends: date | None) -> str:
    """2008-05-01 至 2019-05-14; "" where no date is known."""
    if begins is None:
        return ""
    return f"{begins} 起" if ends is None else f"{begins} 至 {ends}"


def in_words(basis: LegalBasis) -> str:
    """A basis with its rank and dates."""
    parts = filter(None, (label(basis.rank).zh, dates(basis.in_force_from, basis.in_force_to)))
    return f"{basis.text}〔{'，'.join(parts)}〕"


def _families() -> Iterator[str]:
    detectors = load_detectors()
    for family in Family:
        name = label(family)
        yield f"## {name.zh} {name.en}"
        yield ""
        yield "| code | 名称 | 定义 | 等级 | 要点 | 依据 |"
        yield "| --- | --- | --- | --- | --- | --- |"
        yield from (_row(each) for each in detectors if each.family is family)
        yield ""


def _row(detector: Detector) -> str:
    bases = "<br>".join(map(in_words, detector.bases))
    severity = label(detector.severity).zh
    return (
        f"| `{detector.code}` | {detector.name} | {detector.definition} | {severity} "
        f"| {detector.seed} | {bases} |"
    )


def _limits(limits: Iterable[LimitRule]) -> Iterator[str]:
    yield "## 阈值 thresholds"
    yield ""
    yield "| name | 值 | 自 | 依据 |"
    yield "| --- | ---: | --- | --- |"
    for limit in limits:
        ground = f"{limit.source}〔{label(limit.rank).zh}〕"
        yield f"| `{limit.name}` | {limit.value} | {limit.in_force_from} | {ground} |"
    yield ""


def _classes() -> Iterator[str]:
    yield "## 应主动公开的类别 mandatory classes"
    yield ""
    yield "| category | 名称 | 单位 | 期限 | 依据 |"
    yield "| --- | --- | --- | --- | --- |"
    for each in load_disclosure_classes():
        kinds = "、".join(label(kind).zh for kind in UnitKind if kind in each.unit_kinds)
        ground = in_words(
            LegalBasis(
                text=each.basis,
                rank=each.rank,
                in_force_from=each.in_force_from,
                in_force_to=each.in_force_to,
            )
        )
        yield f"| `{each.category}` | {each.name} | {kinds} | {_due(each)} | {ground} |"
    yield ""


def _due(kind: DisclosureClass) -> str:
    return f"每年 {kind.due_month} 月 {kind.due_day} 日" if kind.yearly else "长期公开、及时更新"
