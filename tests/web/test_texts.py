"""The texts of the pages can be taken out for translation, and no text is written past that."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from jinja2 import Environment

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def test_every_text_of_the_pages_is_found_for_translation() -> None:
    with (ROOT / "web" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # untyped
    found = extract_from_dir(str(ROOT), methods, options, directory_filter=_below_web)
    texts = {message for _, _, message, _, _ in found}
    assert {"超期未办结", "台账还没有办件", "期限日历"} <= texts


def test_no_template_writes_chinese_that_is_not_marked() -> None:
    marked = re.compile(r"_\('[^']*'")
    left = [
        f"{path.name}: {word}"
        for path in sorted((ROOT / "web" / "templates").glob("*.html"))
        for word in CHINESE.findall(marked.sub("", _without_comments(path)))
        if word not in "一二三四五六日"
    ]
    assert left == []


def test_every_template_can_be_read() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    paths = sorted((ROOT / "web" / "templates").glob("*.html"))
    assert [environment.parse(path.read_text()) for path in paths]


def _below_web(folder: str) -> bool:
    below = Path(folder).resolve().relative_to(ROOT)
    return below.parts[:1] in ((), ("web",)) and "static" not in below.parts


def _without_comments(path: Path) -> str:
    return re.sub(r"{#.*?#}", "", path.read_text(), flags=re.S)
