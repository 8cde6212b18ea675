"""Signs 疑似问题 as pages show them: what is suspected, of what, since when, by which article."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.detectors import DetectorState
from domain.labels import label
from domain.rank import Rank
from domain.verdict import Decision, Severity
from domain.world import World
from web.formats import segment, thousands
from web.standing import Shown
from web.templating import text as _

RECORDS = re.compile(r"第 ?(\d+(?:、\d+)*) ?号记录")
NUMBER = re.compile(r"\d+")
STREAMS = re.compile(r"(?:case|disclosure)-[A-Za-z0-9._~-]+")
SHAPES = {Severity.RED: "bad", Severity.YELLOW: "warn", Severity.NOTICE: "idle"}
DECIDED = {
    Decision.UNDETERMINED: Shown(_("不能判定"), "unknown"),
    Decision.OK: Shown(_("未发现问题"), "good"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence; `path` where it leads somewhere."""

    words: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """依据 with its rank: 法律, 本级文件, 参照外地, 系统设定 and so on."""

    rank: str
    text: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One verdict in words. `others` are the positions that its explanation does not name."""

    code: str
    name: str
    trial: bool
    state: Shown
    of: tuple[Piece, ...]
    unit: str
    item: str
    details: tuple[tuple[str, str], ...]
    since: datetime
    until: datetime | None
    grounds: tuple[Ground, ...]
    seed: str
    explanation: tuple[Piece, ...]
    others: tuple[int, ...]


class Telling:
    """Puts rows of `list_signs` into words; `titles` name the streams they speak of."""

    def __init__(self, world: World, titles: Mapping[str, str]) -> None:
        self._world = world
        self._titles = titles
        self._classes = {each.category: each.name for each in world.book.classes}

    def sign(self, row: Mapping[str, Any]) -> Sign:
        """One row."""
        explanation = row["explanation"]
        named = set(_named(explanation))
        return Sign(
            code=row["code"],
            name=_suspected(row),
            trial=row["state"] == DetectorState.TRIAL,
            state=severity(row),
            of=self._of(row),
            unit=row["unit"],
            item=item_name(self._world, row["item"]),
            details=tuple((name, row[dim]) for dim, name in DETAILS.items() if row[dim]),
            since=row["since"],
            until=row["until"],
            grounds=tuple(ground(Rank(b["rank"]), b["text"]) for b in row["bases"]),
            seed=row["seed"],
            explanation=tuple(linked(explanation)),
            others=tuple(n for n in row["positions"] if n not in named),
        )

    def _of(self, row: Mapping[str, Any]) -> tuple[Piece, ...]:
        if row["stream"]:
            return (self._stream(row["stream"]),)
        key = row["candidate"].removeprefix(f"{row['docket']}:")
        words = CANDIDATES[row["docket"]](key) if row["docket"] in CANDIDATES else key
        if row["docket"] == "class":
            words = self._classes.get(words, words)
        return (Piece(words), *map(self._stream, STREAMS.findall(row["about"])))

    def _stream(self, stream: str) -> Piece:
        folder = "documents" if stream.startswith("disclosure-") else "cases"
        return Piece(self._titles.get(stream, stream), f"/{folder}/{segment(stream)}")


DETAILS = {"window": _("窗口"), "channel": _("渠道"), "person": _("经办人")}


def _matter(key: str) -> str:
    return _("同一申请人的同一事项")  # whose it is stays sealed


def _quarter(key: str) -> str:
    year, _q, number = key.rpartition("|")[2].partition("-Q")
    return _("%(year)s年第%(number)s季度的办件") % {"year": year, "number": number}


def _desk(key: str) -> str:
    person, _item, month = key.split("|")
    return _("%(person)s %(month)s经办的办件") % {"person": person, "month": period(month)}


# What a group of cases or documents is called; a case and a document have names of their own.
CANDIDATES: Mapping[str, Callable[[str], str]] = {
    "matter": _matter,
    "shared": lambda key: _("共同编号 %s") % key,
    "number": lambda key: _("编号 %s") % key,
    "intake": lambda key: _("大厅和单位的受理"),
    "quarter": _quarter,
    "desk": _desk,
    "corrections": lambda key: _("对记录的更正"),
    "class": lambda key: key.rpartition("|")[2],
    "item": lambda key: _("事项"),
    "unit": lambda key: _("单位"),
    "feed": lambda key: _("数据源 %s") % key,
}


def ground(rank: Rank, text: str) -> Ground:
    """A basis beside its rank, which it need not name again."""
    name = label(rank).zh
    return Ground(name, text.removeprefix(f"{name}："))


def severity(row: Mapping[str, Any]) -> Shown:
    """How grave a sign is; what is none has no grade."""
    decision = Decision(row["decision"])
    if decision in DECIDED:
        return DECIDED[decision]
    grade = Severity(row["severity"])
    return Shown(label(grade).zh, SHAPES[grade])


def _suspected(row: Mapping[str, Any]) -> str:
    """A machine finds signs only; what is no sign is called by the name of its rule."""
    name = str(row["name"])
    return _("疑似%s") % name if row["decision"] == Decision.VIOLATION else name


def linked(words: str) -> list[Piece]:
    """A sentence in which every number of a record leads to it."""
    found, done = [], 0
    for match in RECORDS.finditer(words):
        for number in NUMBER.finditer(words, match.start(1), match.end(1)):
            found.append(Piece(words[done : number.start()]))
            found.append(Piece(thousands(int(number[0])), f"/entries/{number[0]}"))
            done = number.end()
    return [piece for piece in (*found, Piece(words[done:])) if piece.words]


def _named(words: str) -> list[int]:
    return [int(number) for found in RECORDS.findall(words) for number in NUMBER.findall(found)]


def streams(rows: Collection[Mapping[str, Any]]) -> set[str]:
    """The cases and documents that rows speak of."""
    return {
        stream
        for row in rows
        for stream in (row["stream"], *STREAMS.findall(row["about"]))
        if stream
    }


def item_name(world: World, item: str) -> str:
    """What an item is called that a source named by its code."""
    known = world.items.get(item)
    return f"{known.versions[-1].name}（{item}）" if known and known.versions else item


def period(month: str) -> str:
    """2016年4月, as 2016-04 is written."""
    year, _dash, number = month.partition("-")
    return f"{year}年{int(number)}月"


def told(rows: Sequence[Mapping[str, Any]], telling: Telling) -> tuple[Sign, ...]:
    """Rows in words."""
    return tuple(map(telling.sign, rows))
