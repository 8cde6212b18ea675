"""Halls sit on networks without internet and with old browsers: Chromium 87 must do."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "web" / "static"
VENDOR = STATIC / "vendor"

# What came after Chromium 87 (December 2020), by caniuse.
CSS = {
    ":has(": "105",
    ":is(": "88",
    ":where(": "88",
    ":user-valid": "119",
    ":user-invalid": "119",
    "@container": "105",
    "@layer": "99",
    "@property": "85, but not in all browsers of the time",
    "@scope": "118",
    "@starting-style": "117",
    "color-mix(": "111",
    "oklch(": "111",
    "oklab(": "111",
    "light-dark(": "123",
    "aspect-ratio:": "88",
    "accent-color:": "93",
    "text-wrap:": "114",
    "subgrid": "117",
    "dvh": "108",
    "svh": "108",
    "overflow: clip": "90",
    "scrollbar-gutter": "94",
    "anchor-name": "125",
    "view-transition": "111",
}
JS = {
    "??=": "85",
    ".at(": "92",
    ".replaceAll(": "85",
    "structuredClone(": "98",
    "Object.hasOwn(": "93",
    ".findLast(": "97",
    ".toSorted(": "110",
    "Object.groupBy(": "117",
    "static {": "94",
    "showPopover": "114",
}
NESTED = re.compile(r"\{[^{}]*&[^{}]*\{")


def own(ending: str) -> list[Path]:
    """Our own files of one kind."""
    return [path for path in STATIC.rglob(f"*{ending}") if VENDOR not in path.parents]


def without_comments(path: Path) -> str:
    """A file without its comments, which may name what must not be used."""
    return re.sub(r"/\*.*?\*/|(?m:^\s*//.*$)", "", path.read_text(), flags=re.S)


def test_our_style_sheets_use_nothing_newer_than_chromium_87() -> None:
    sheets = own(".css")
    found = [
        f"{path.name}: {word} (Chromium {since})"
        for path in sheets
        for word, since in CSS.items()
        if word in without_comments(path)
    ]
    assert sheets
    assert found == []
    assert [path.name for path in sheets if NESTED.search(without_comments(path))] == []


def test_our_scripts_use_nothing_newer_than_chromium_87() -> None:
    scripts = own(".js")
    found = [
        f"{path.name}: {word} ({since})"
        for path in scripts
        for word, since in JS.items()
        if word in without_comments(path)
    ]
    assert scripts
    assert found == []


def test_no_own_file_names_another_host() -> None:
    found = [
        f"{path.name}: {address}"
        for path in (*own(".css"), *own(".js"), *(ROOT / "web" / "templates").glob("*.html"))
        for address in re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", path.read_text())
        if "www.w3.org" not in address
    ]
    assert found == []


def test_tabler_is_of_the_last_line_that_old_browsers_read() -> None:
    sheet = VENDOR / "tabler.min.css"
    if not sheet.exists():
        pytest.skip("the front-end files are absent; run make setup")
    words = sheet.read_text()
    assert re.search(r"@version 1\.0\.\d+", words)
    assert [w for w in ("color-mix(", "@container", "@layer", "oklch(") if w in words] == []
    assert re.findall(r"url\((?!['\"]?data:)[^)]*", words) == []
