"""What is sown in the demo year: plots of single cases, schemes of several, and their answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.case import commands as cmd
from domain.decider import Origin, record
from domain.values import Person
from mingcha.demo.acts import Act
from mingcha.demo.district import Item
from mingcha.demo.story import Story
from mingcha.demo.ways import Telling


@record
class Sown:
    """One sign that must be found.

    `candidate` is what the judges find it on: a stream, or a group's prefix and key. `about` as
    the verdict has it. An event is named `@<stream>/<number>`, since its id is made up when it is
    recorded, and an applicant in a key `{identity}`, since his subject is (see `resolved`).
    """

    code: str
    candidate: str
    place: str
    about: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class Plot:
    """A case that is to be told: the day it comes in, its item, and how it goes.

    `applicant` and `origin` only where they matter; `hour` is how far into the day he comes.
    """

    day: date
    item: Item
    tell: Telling
    origin: Origin | None = None
    applicant: Person | None = None
    hour: float | None = None


Answers = Callable[[Sequence[Story]], Iterable[Sown]]


@dataclass(eq=False, slots=True)
class Scheme:
    """What is told together, and what the judges must say of it, which its stories know.

    `more` are acts of other streams that follow from the stories.
    """

    plots: Sequence[Plot] = ()
    acts: Sequence[Act] = ()
    answers: Answers = lambda _: ()
    more: Callable[[Sequence[Story]], Iterable[Act]] = lambda _: ()


def of_case(*codes: str) -> Answers:
    """These codes, each once, on the one case of a scheme."""
    return of_signs(*((code, ()) for code in codes))


def of_signs(*signs: tuple[str, tuple[str, ...]]) -> Answers:
    """These codes with what tells each from others, on the one case of a scheme."""

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        [story] = stories
        return [sown(code, story, about) for code, about in signs]

    return answers


def of_events(code: str, *commands: type[cmd.CaseCommand]) -> Answers:
    """A code on the one case of a scheme, about the first events of these commands in it."""

    def answers(stories: Sequence[Story]) -> Iterable[Sown]:
        [story] = stories
        yield sown(code, story, tuple(first(story, command) for command in commands))

    return answers


def sown(code: str, story: Story, about: tuple[str, ...] = ()) -> Sown:
    """A sign on a case."""
    return Sown(code=code, candidate=story.stream, place=place(story), about=about)


def place(story: Story) -> str:
    """Where a case is, in words."""
    return f"{story.unit.name}，{story.item.name}，办件 {story.application.stream[5:]}"


def first(story: Story, command: type[cmd.CaseCommand], nth: int = 0) -> str:
    """The first event of a command in a case, or a later one, as `about` names it."""
    told = [act for act in story.acts if isinstance(act.says, command)]
    return f"@{story.stream}/{told[nth].number}"
