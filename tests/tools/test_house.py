"""The house lint finds what it is for, and nothing else."""

import ast
from pathlib import Path

import pytest

from tools.house import Measured, Module, faults, functions_of, over_budget, read


def module(text: str, path: str = "domain/case.py") -> Module:
    return Module(Path(path), text, ast.parse(text))


def found(text: str, path: str = "domain/case.py") -> list[str]:
    return list(faults([module(text, path)]))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = 1\n", "no docstring"),
        ('"""One\nand a half."""\n', "begins with one line"),
        ('"""One."""\ndef f():\n    import json\n', "inside a function"),
        ('"""One."""\nimport sqlalchemy\n', "standard library only"),
        ('"""One."""\nfrom ledger import head\n', "standard library only"),
        ('"""One."""\nimport random\n', "it is pure"),
        ('"""One."""\nfrom os import environ\n', "it is pure"),
        ('"""One."""\nx = datetime.now()\n', "now()"),
        ('"""One."""\nx = date.today()\n', "today()"),
        ('"""One."""\nx = uuid4()\n', "uuid4()"),
        ('"""One."""\n# ---------\n', "banner"),
        ('"""One."""\n# = = = = =\n', "banner"),
        ('"""One."""\nx = f()  # type: ignore' + "[misc]\n", "says why"),
    ],
)
def test_a_broken_rule_is_named_with_its_place(text: str, fault: str) -> None:
    (line,) = found(text)
    assert line.startswith("domain/case.py:")
    assert fault in line


@pytest.mark.parametrize(
    "text",
    [
        '"""One."""\nfrom domain import values\nfrom uuid import uuid5\n',
        '"""One.\n\nMore, as a drawing.\n"""\n',
        '"""One."""\nx = clock.due(state)  # Article 82 counts working days\n',
        '"""One."""\nx = f()  # type: ignore' + "[misc]  # the stubs of f lack its result\n",
    ],
)
def test_what_the_rules_allow_passes(text: str) -> None:
    assert found(text) == []


def test_outside_the_domain_clocks_and_libraries_are_free() -> None:
    assert found('"""One."""\nimport os, psycopg\nx = datetime.now()\n', "mingcha/x.py") == []


def test_an_init_file_is_empty() -> None:
    assert found("", "domain/__init__.py") == []
    assert found("x = 1\n", "domain/__init__.py") == [
        "domain/__init__.py:1: an __init__.py is empty"
    ]


def test_only_code_counts_for_the_length_of_a_function() -> None:
    text = 'def f():\n    """Says.\n\n    More.\n    """\n\n    x = 1\n\n    return x\n'
    assert [function.lines for function in functions_of(module(text))] == [3]


@pytest.mark.parametrize(
    ("sizes", "fault"),
    [
        ([9, 9, 9], "the median is 9"),
        ([1] * 8 + [26] * 3, "the 90th percentile is 26"),
        ([1] * 20 + [61], "one: 61 lines, at most 60"),
    ],
)
def test_each_budget_is_kept(sizes: list[int], fault: str) -> None:
    measured = [Measured("one", size) for size in sizes]
    assert fault in " ".join(over_budget("functions", measured, (8, 25, 60)))


def test_a_house_within_its_budget_passes() -> None:
    assert not list(over_budget("functions", [Measured("one", 8)] * 10, (8, 25, 60)))


def test_the_program_is_read_without_its_tests(tmp_path: Path) -> None:
    for name in ("domain/case.py", "tests/test_case.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text('"""One."""\n')
    assert [str(one.path) for one in read(tmp_path)] == ["domain/case.py"]
