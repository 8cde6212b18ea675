"""What is deployed: the compose file, the image and the wheel's contents hold to their promises."""

import re
import tomllib

import yaml

from tools.house import PROGRAM
from tools.shell import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_every_published_port_is_on_loopback() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_service_has_a_health_check_and_keeps_its_data_in_a_volume() -> None:
    for service in COMPOSE["services"].values():
        assert service["healthcheck"]["test"][0] == "CMD"
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(
            COMPOSE["volumes"]
        )


def test_no_password_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert re.findall(r"PASSWORD: (?!\$\{MINGCHA_DB_PASSWORD:\?)", text) == []


def test_the_image_runs_as_an_ordinary_user() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line for line in lines if line.startswith("USER ")]
    assert users[-1] == "USER mingcha"


def test_every_part_of_the_program_is_packaged_and_checked() -> None:
    packaged = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {f"{name}*" for name in PROGRAM} - {"tools*"} == set(packaged) - {"schemas*"}
    assert set(PROJECT["tool"]["mypy"]["packages"]) == set(PROGRAM)
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == set(PROGRAM) - {"tools"}


def test_every_chapter_is_named_in_the_contract_that_keeps_chapters_apart() -> None:
    domain = ROOT / "domain"
    deciding = [path for path in domain.rglob("*.py") if "\nCHAPTER: " in path.read_text()]
    chapters = {path.relative_to(domain).parts[0].removesuffix(".py") for path in deciding}
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (apart,) = [one["modules"] for one in contracts if one["type"] == "independence"]
    assert {f"domain.{chapter}" for chapter in chapters} == set(apart)
