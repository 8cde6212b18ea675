"""Jinja2 as the pages use it: everything escaped, unknown names refused, texts through gettext."""

from functools import cache
from gettext import NullTranslations
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web import formats

HERE = Path(__file__).parent
STATIC = HERE / "static"
TEXTS = NullTranslations()


def text(words: str) -> str:
    """A text of the pages; its Chinese form is its key in the catalogues of translations."""
    return TEXTS.gettext(words)


def environment() -> Environment:
    """The templates with their filters."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by ext.i18n
        TEXTS.gettext, TEXTS.ngettext, newstyle=True
    )
    made.filters |= {
        "zh_date": formats.zh_date,
        "zh_time": formats.zh_time,
        "zh_dates": formats.zh_dates,
        "zh_second": formats.zh_second,
        "local_input": formats.local_input,
        "thousands": formats.thousands,
        "signed": formats.signed,
        "segment": formats.segment,
    }
    return made


@cache
def static_path(name: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
