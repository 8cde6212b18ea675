"""The lock files hold exact versions with hashes, and no address."""

import json
from pathlib import Path

import pytest

from tools.licences import allowed
from tools.locks import form_faults, missing_faults, node_faults, pins
from tools.shell import ROOT

HASH = f"    --hash=sha256:{'0' * 64}"
GOOD = f"psycopg[binary,pool]==3.3.9 \\\n{HASH} \\\n{HASH}\n    # via mingcha\n"
MARKED = f"colorama==0.4.6 ; sys_platform == 'win32' \\\n{HASH}\n"


def test_a_lock_of_pins_with_hashes_passes() -> None:
    assert list(form_faults("lock", GOOD + MARKED)) == []
    assert pins(GOOD + MARKED) == {"psycopg": ("3.3.9", True), "colorama": ("0.4.6", False)}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("--index-url https://registry.test/simple\n", "names an address"),
        ("thing @ https://registry.test/thing.whl\n", "names an address"),
        ("--find-links wheels\n", "names an address"),
        ("loose>=1.0\n", "neither a pin nor a hash"),
        ("unhashed==1.0\n", "has no hash"),
    ],
)
def test_anything_else_in_a_lock_is_a_fault(line: str, fault: str) -> None:
    assert fault in " ".join(form_faults("lock", GOOD + line))


def test_a_requirement_that_is_not_locked_is_a_fault() -> None:
    assert list(missing_faults(["psycopg[pool]", "Rich>=1"], {"psycopg", "rich"})) == []
    assert len(list(missing_faults(["lxml"], {"psycopg"}))) == 1


def test_a_node_package_needs_its_hash_and_names_no_host(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    package = {"version": "1.0.0", "resolved": "https://registry.test/a.tgz"}
    lock.write_text(json.dumps({"packages": {"": {}, "node_modules/a": package}}))
    assert len(list(node_faults(lock))) == 2


def test_the_lock_files_of_the_project_are_in_form() -> None:
    for name in ("requirements.lock", "requirements-node.lock"):
        assert list(form_faults(name, (ROOT / name).read_text())) == []
    assert list(node_faults(ROOT / "web" / "package-lock.json")) == []


@pytest.mark.parametrize(
    ("expression", "passes"),
    [
        ("MIT", True),
        ("AGPL-3.0-only", False),
        ("AGPL-3.0-only OR MIT", True),
        ("AGPL-3.0-only AND MIT", False),
        ("AGPL-3.0-only AND (MIT OR Apache-2.0)", False),
        ("MPL-2.0 AND (MIT OR Apache-2.0)", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("unknown", False),
    ],
)
def test_a_licence_is_allowed_only_if_it_can_be_satisfied(expression: str, passes: bool) -> None:
    assert allowed(expression) is passes
