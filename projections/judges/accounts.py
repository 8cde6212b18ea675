"""REC_TEST_ACCOUNT: real cases in which a test or administrator account acted."""

# An account is listed or it is not, so UNDETERMINED cannot arise; where no account is listed at all
# nothing is said.

from collections.abc import Iterator

from domain.organisation import AccountKind, AccountListed
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges.governed import unless_voided
from projections.judges.recording import by, day_of, happened, told
from projections.judges.words import joined
from projections.marks import ACTOR, AT, POSITION, Mark

CODE = "REC_TEST_ACCOUNT"
_NAMES = {AccountKind.TEST: "测试账号", AccountKind.ADMIN: "管理员账号"}


@unless_voided
def listed_account(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Each listed account that acted in the case."""
    listed = {each.account for each in world.of(AccountListed)}
    if not listed:
        return
    used = listed & {actor for mark in file.marks for actor in (mark[ACTOR], by(mark))}
    found = [verdict for account in sorted(used) for verdict in _of(account, file, world)]
    yield from found or [
        Verdict(
            code=CODE,
            decision=Decision.OK,
            since=file.slots["first_at"],
            explanation="没有测试账号、管理员账号的操作。",
        )
    ]


def _of(account: str, file: CaseFile, world: World) -> Iterator[Verdict]:
    acted = [
        m for m in file.marks if account in (m[ACTOR], by(m)) and _kind(m, account, file, world)
    ]
    if not acted:
        return
    name = _kind(acted[0], account, file, world)
    yield Verdict(
        code=CODE,
        decision=Decision.VIOLATION,
        since=happened(acted[0]),
        explanation=f"{name} {account} 在办件中有操作："
        f"{joined(told(mark, file.zone) for mark in acted)}，疑似非正常办理记录。",
        about=(account,),
        positions=(*(mark[POSITION] for mark in acted), *_listings(account, world)),
        dims={"person": account},
    )


def _listings(account: str, world: World) -> Iterator[int]:
    """Where the account was listed."""
    for each in world.of(AccountListed):
        if each.account == account:
            yield world.position_of(each)


def _kind(mark: Mark, account: str, file: CaseFile, world: World) -> str:
    """What the account was listed as on the day it acted; "" for a system or no more listed."""
    kind = world.account(account, day_of(mark[AT], file))
    return _NAMES.get(kind, "") if kind else ""


JUDGES = (Judge((CODE,), listed_account),)
