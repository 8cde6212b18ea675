"""`mingcha erase SUBJECT`: destroy the key of a data subject, with its reason."""

from typing import Annotated

import typer

from application.erasure import erase as erase_subject
from domain.decider import Actor, Asked, Origin, Refused
from domain.subject import Erase
from ledger.envelope import new_id
from ledger.vault import UnknownSubject
from mingcha.errors import ExplainedError
from mingcha.runtime import runtime
from mingcha.settings import Settings


class NotErased(ExplainedError):
    """The subject was not erased."""


def erase(
    subject: Annotated[str, typer.Argument(help="The subject's id, as cases show it.")],
    *,
    reason: Annotated[str, typer.Option(help="Why; it is recorded.")],
    document: Annotated[str, typer.Option(help="The document that orders it.")] = "",
    log: Annotated[str | None, typer.Option(help="The log; default 430903.")] = None,
) -> None:
    """Erase a person: what was sealed under this subject can never be read again."""
    with runtime(Settings.read(), log) as run, run.ledger() as ledger:
        asked = Asked(
            actor=Actor(id="command-line"),
            occurred_at=ledger.clock(),
            origin=Origin.SYSTEM,
            request=new_id(),
        )
        command = Erase(subject=subject, reason=reason, document=document)
        try:
            receipt = erase_subject(ledger, command, asked)
        except (Refused, UnknownSubject) as problem:
            raise NotErased("a subject to erase", str(problem), "nothing was changed") from None
    typer.echo(f"subject {subject} is erased; entry {receipt.position} says so")
