"""What is wrong with a publication: no secrecy review, a changed text, no coordination, leaks."""

# Each published text (its digest) has one verdict of a code, the gravest of its publications.

from collections.abc import Callable, Iterator

from domain.disclosure.events import (
    Changed,
    Coordinated,
    Drafted,
    Published,
    ReviewResult,
    SecrecyReviewed,
)
from domain.labels import label
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import Noted
from projections.documentfile import DocumentFile
from projections.judge import Judge
from projections.judges import words

UNREVIEWED = "DISC_NO_SECRECY_REVIEW"
CHANGED = "DISC_CHANGED_AFTER_REVIEW"
UNCOORDINATED = "DISC_UNCOORDINATED"
LEAKS = "DISC_PII_LEAK"

Answer = tuple[Decision, str, tuple[Noted, ...]]
"""A decision, why, and the events it rests on besides the publication."""

_GRAVITY = (Decision.OK, Decision.UNDETERMINED, Decision.VIOLATION)
_NO_DIGEST = "未记录所公开文本的摘要，无法与保密审查的文本核对"


def title(file: DocumentFile) -> str:
    """《标题》."""
    return f"《{file.slots['title']}》" if file.slots["title"] else "该信息"


def _judged(code: str, ask: Callable[[DocumentFile, Noted], Answer | None]) -> Judge:
    """A judge that asks the same of every publication."""

    def judge(file: DocumentFile, world: World) -> Iterator[Verdict]:
        gravest: dict[str, Verdict] = {}
        for publication in file.all(Published):
            answer = ask(file, publication)
            if answer is None:
                continue
            verdict = _verdict(code, file, publication, answer, world)
            kept = gravest.get(publication.event.digest)
            if kept is None or _weight(verdict) > _weight(kept):
                gravest[publication.event.digest] = verdict
        yield from gravest.values()

    return Judge((code,), judge)


def _weight(verdict: Verdict) -> int:
    return _GRAVITY.index(verdict.decision)


def _verdict(
    code: str, file: DocumentFile, publication: Noted, answer: Answer, world: World
) -> Verdict:
    decision, why, rests_on = answer
    sound = decision is Decision.OK
    basis = "" if sound else words.grounds(world, code, file.day(publication.at))
    by = publication.event.by
    return Verdict(
        code=code,
        decision=decision,
        since=publication.at,
        explanation=f"{title(file)}于{words.moment(publication.at, file.zone)}公开"
        f"（{words.entry(publication.position)}）；{why}{basis}。",
        about=(publication.event.digest,),
        positions=(publication.position, *(each.position for each in rests_on)),
        dims={"person": by} if by else None,
    )


def _reviewed(file: DocumentFile, publication: Noted) -> Answer:
    """保密审查 of this very text, passed, before its publication, by someone else."""
    digest = publication.event.digest
    if not digest:
        return Decision.UNDETERMINED, _NO_DIGEST, ()
    reviews = [r for r in _reviews(file, publication) if r.event.digest == digest]
    passed = [r for r in reviews if r.event.result is ReviewResult.PASS]
    if not passed:
        why = "此前没有对该文本通过保密审查的记录，疑似未经保密审查公开"
        return Decision.VIOLATION, why, tuple(reviews)
    authors = _authors(file, publication)
    by_others = [r for r in passed if r.event.reviewer and r.event.reviewer not in authors]
    if by_others and authors:
        return _standing(by_others[-1], reviews[-1])
    if authors and all(r.event.reviewer for r in passed):
        why = "保密审查由拟稿人本人作出，没有他人审查的记录，疑似未经保密审查公开"
        return Decision.VIOLATION, why, tuple(passed)
    return Decision.UNDETERMINED, "拟稿人或审查人没有记录，不能确定由他人审查", tuple(passed)


def _standing(passed: Noted, last: Noted) -> Answer:
    """A pass, unless the same text failed a later review before it was published."""
    if last.event.result is ReviewResult.FAIL:
        why = (
            f"通过审查（{words.entry(passed.position)}）之后又有未通过审查的记录"
            f"（{words.entry(last.position)}），以何者为准须人工核实"
        )
        return Decision.UNDETERMINED, why, (passed, last)
    return Decision.OK, f"该文本已由他人审查通过（{words.entry(passed.position)}）", (passed,)


def _unchanged(file: DocumentFile, publication: Noted) -> Answer | None:
    """审后改稿: a pass there is, but of another text than the one published."""
    digest = publication.event.digest
    passed = [r for r in _reviews(file, publication) if r.event.result is ReviewResult.PASS]
    if not passed:
        return None
    if not digest:
        return Decision.UNDETERMINED, _NO_DIGEST, tuple(passed)
    same = [r for r in passed if r.event.digest == digest]
    if same:
        return Decision.OK, f"公开的是审查通过的文本（{words.entry(same[0].position)}）", (same[0],)
    where = words.entries(r.position for r in passed)
    why = f"审查通过的是另一文本（{where}），与公开的文本不一致，疑似审后改稿"
    return Decision.VIOLATION, why, tuple(passed)


def _coordinated(file: DocumentFile, publication: Noted) -> Answer | None:
    """发布协调: every other unit whose information it holds has confirmed before publication."""
    drafts = file.all(Drafted)
    if not drafts:
        return Decision.UNDETERMINED, "没有拟制记录，不能确定是否涉及其他单位", ()
    concerned = {unit for draft in drafts for unit in draft.event.sources if unit}
    concerned -= {draft.event.unit for draft in drafts}
    if not concerned:
        return None
    confirmed = [
        c for c in file.all(Coordinated) if c.at <= publication.at and c.event.unit in concerned
    ]
    missing = concerned - {c.event.unit for c in confirmed}
    if missing:
        why = f"涉及的{words.joined(sorted(missing))}此前没有确认的记录，疑似未协调发布"
        return Decision.VIOLATION, why, (*drafts, *confirmed)
    return Decision.OK, "涉及的单位此前均已确认", tuple(confirmed)


def _masked(file: DocumentFile, publication: Noted) -> Answer:
    """脱敏: no personal number in the published text."""
    published: Published = publication.event
    if published.leaks:
        found = words.joined(f"{label(leak.kind).zh}{leak.count}个" for leak in published.leaks)
        return Decision.VIOLATION, f"公开的文本含{found}，疑似未脱敏公开", ()
    if not published.scanned:
        return Decision.UNDETERMINED, "公开时没有提交文本，不能核查是否脱敏", ()
    return Decision.OK, "公开的文本未检出身份证件号码、手机号码、银行卡号", ()


def _reviews(file: DocumentFile, publication: Noted) -> list[Noted]:
    return [each for each in file.all(SecrecyReviewed) if each.at <= publication.at]


def _authors(file: DocumentFile, publication: Noted) -> set[str]:
    """Who wrote the published text: of these drafts and changes the one with its digest, else
    the last before it; nobody where no author is recorded.
    """
    texts = file.all(Drafted, Changed)
    own = [each for each in texts if each.event.digest == publication.event.digest]
    last = [each for each in texts if each.at <= publication.at][-1:]
    return {each.event.author for each in own or last} - {""}


JUDGES = (
    _judged(UNREVIEWED, _reviewed),
    _judged(CHANGED, _unchanged),
    _judged(UNCOORDINATED, _coordinated),
    _judged(LEAKS, _masked),
)
