"""Erasing a person 删除个人信息 (个人信息保护法 47): the key goes, the history stays provable."""

from domain import subject as chapter
from domain.decider import Asked
from ledger.append import Receipt
from ledger.envelope import stream_id
from ledger.ledger import Ledger


def erase(ledger: Ledger, command: chapter.Erase, asked: Asked) -> Receipt:
    """Destroy what a subject's fields were sealed with; raises Refused, UnknownSubject."""
    stream = stream_id("subject", command.subject)
    state, version = chapter.CHAPTER.initial, 0
    for entry in ledger.reader.stream(stream):
        state, version = chapter.evolve(state, entry.happened), entry.version
    [event] = chapter.decide(state, command, asked, None)
    return ledger.erase(command.subject, ledger.prepare(stream, version + 1, event, asked))
