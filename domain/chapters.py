"""The chapters of the ledger, and every event and command by name."""

from typing import Any

from domain import (
    card_acts,
    catalogue,
    feed,
    imports,
    log,
    organisation,
    register,
    rules,
    subject,
)
from domain.case import decisions
from domain.decider import Chapter, Command, Event
from domain.disclosure import decisions as disclosure

CHAPTERS: dict[str, Chapter[Any]] = {
    chapter.name: chapter
    for chapter in (
        log.CHAPTER,
        rules.CHAPTER,
        organisation.CHAPTER,
        catalogue.CHAPTER,
        feed.CHAPTER,
        register.CHAPTER,
        disclosure.CHAPTER,
        decisions.CHAPTER,
        card_acts.CHAPTER,
        imports.CHAPTER,
        subject.CHAPTER,
    )
}

EVENTS: dict[str, type[Event]] = {
    name: event for chapter in CHAPTERS.values() for name, event in chapter.events.items()
}

COMMANDS: dict[tuple[str, str], type[Command]] = {
    (chapter.name, name): command
    for chapter in CHAPTERS.values()
    for name, command in chapter.commands.items()
}
