"""The house lint: what ruff and mypy cannot see of the rules in CONTRIBUTING.md."""

import ast
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAM = (
    "domain", "ledger", "projections", "audit", "application", "exchange",
    "api", "inspector", "web", "mingcha", "migrations", "tools",
)  # fmt: skip
IMPURE_MODULES = {"random", "secrets", "time", "os", "socket", "subprocess", "threading", "asyncio"}
IMPURE_CALLS = {"now", "utcnow", "today", "uuid1", "uuid4", "uuid6", "uuid7", "urandom", "getenv"}
FILE_BUDGET = (100, 300, 400)
FUNCTION_BUDGET = (8, 25, 60)


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file, read."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def in_domain(self) -> bool:
        """Whether the rules of purity hold here."""
        return self.path.parts[0] == "domain"


@dataclass(frozen=True, slots=True)
class Measured:
    """A file or function and how many lines it has."""

    place: str
    lines: int


Rule = Callable[[Module], Iterator[tuple[int, str]]]


def docstring(module: Module) -> Iterator[tuple[int, str]]:
    """Every module says in one line what it is, more below if need be; `__init__.py` is empty."""
    if module.path.name == "__init__.py":
        if module.text.strip():
            yield 1, "an __init__.py is empty"
        return
    text = ast.get_docstring(module.tree)
    if text is None:
        yield 1, "the module has no docstring"
    elif text.partition("\n")[2].strip() and not text.partition("\n")[2].startswith("\n"):
        yield 1, "the docstring of a module begins with one line and a blank one"


def imports_at_the_top(module: Module) -> Iterator[tuple[int, str]]:
    """Imports stand at the top of the file."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield inner.lineno, "an import inside a function"


def purity(module: Module) -> Iterator[tuple[int, str]]:
    """The domain imports the standard library only, and has no clock, chance or environment."""
    if not module.in_domain:
        return
    for node in ast.walk(module.tree):
        line = getattr(node, "lineno", 1)
        for name in imported(node):
            if name != "domain" and name not in sys.stdlib_module_names:
                yield line, f"domain imports {name}; it knows the standard library only"
            if name in IMPURE_MODULES:
                yield line, f"domain imports {name}; it is pure"
        if isinstance(node, ast.Call) and called(node) in IMPURE_CALLS:
            yield line, f"domain calls {called(node)}(); the caller hands such values in"


def imported(node: ast.AST) -> list[str]:
    """The top-level names of the modules that a node imports."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module.partition(".")[0]]
    return []


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def comments(module: Module) -> Iterator[tuple[int, str]]:
    """No banners; an ignored check says which and why."""
    for number, line in enumerate(module.text.splitlines(), 1):
        words = line.strip()
        if words.startswith("#") and len(words) > 5 and len(set(words[1:].replace(" ", ""))) == 1:
            yield number, "a banner comment"
        _, found, reason = line.partition("# type: ignore" + "[")
        if found and "#" not in reason.partition("]")[2]:
            yield number, "an ignored type error says why, after a second #"


RULES: tuple[Rule, ...] = (docstring, imports_at_the_top, purity, comments)


def faults(modules: list[Module]) -> Iterator[str]:
    """All broken rules and budgets, one line each."""
    for module in modules:
        for rule in RULES:
            for line, fault in rule(module):
                yield f"{module.path}:{line}: {fault}"
    files = [
        Measured(str(module.path), len(module.text.splitlines()))
        for module in modules
        if module.path.name != "__init__.py"
    ]
    functions = [found for module in modules for found in functions_of(module)]
    yield from over_budget("files", files, FILE_BUDGET)
    yield from over_budget("functions", functions, FUNCTION_BUDGET)


def functions_of(module: Module) -> Iterator[Measured]:
    """The functions of a module, nested ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Measured(f"{module.path}:{node.lineno} {node.name}", length(node, module.text))


def length(node: ast.FunctionDef | ast.AsyncFunctionDef, text: str) -> int:
    """Lines from `def` to the end that hold code: neither blank nor of the docstring."""
    lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
    code = sum(1 for line in lines if line.strip())
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        said = text.splitlines()[first.lineno - 1 : first.end_lineno]
        code -= sum(1 for line in said if line.strip())
    return code


def over_budget(what: str, measured: list[Measured], budget: tuple[int, int, int]) -> Iterator[str]:
    """What exceeds the budget (median, 90th percentile, longest)."""
    if len(measured) < 2:
        return
    sizes = [one.lines for one in measured]
    median, ninetieth = statistics.median(sizes), statistics.quantiles(sizes, n=10)[8]
    if median > budget[0]:
        yield f"{what}: the median is {median} lines, at most {budget[0]}"
    if ninetieth > budget[1]:
        yield f"{what}: the 90th percentile is {ninetieth:.0f} lines, at most {budget[1]}"
    for one in measured:
        if one.lines > budget[2]:
            yield f"{one.place}: {one.lines} lines, at most {budget[2]}"


def read(root: Path) -> list[Module]:
    """All modules of the program below the root, tests apart."""
    return [
        Module(path.relative_to(root), text, ast.parse(text))
        for package in PROGRAM
        for path in sorted((root / package).rglob("*.py"))
        for text in [path.read_text()]
    ]


def main() -> None:
    """Print the faults of the checkout; exit 1 if there are any."""
    found = list(faults(read(Path(__file__).resolve().parent.parent)))
    for fault in found:
        print(fault)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
