"""The command line: names of the commands, and the one place that turns errors into a line."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from mingcha.errors import ExplainedError
from mingcha.working import ending_with

# Each command's module is imported only when it is called: `deadlines` answers at once and
# needs neither the web framework nor the database.
COMMANDS = {
    "checkpoint": "mingcha.commands.checkpoint:checkpoint",
    "bench": "mingcha.commands.bench:bench",
    "compare": "mingcha.commands.compare:compare",
    "deadlines": "mingcha.commands.deadlines:deadlines",
    "demo": "mingcha.commands.demo:demo",
    "engine": "mingcha.commands.engine:engine",
    "import": "mingcha.commands.imports:import_file",
    "erase": "mingcha.commands.subject:erase",
    "log": "mingcha.commands.log:app",
    "proof": "mingcha.commands.proof:proof",
    "replay": "mingcha.commands.replay:replay",
    "rules": "mingcha.commands.rules:rules",
    "serve": "mingcha.commands.serve:serve",
    "steward": "mingcha.commands.steward:steward",
    "stop": "mingcha.commands.server:stop",
    "verify": "mingcha.commands.verify:verify",
    "version": "mingcha.commands.version:version",
    "view": "mingcha.commands.view:view",
    "witness": "mingcha.commands.witness:witness",
}

INTERRUPTED = 130  # 128 + SIGINT, as shells count
TERMINATED = 143  # 128 + SIGTERM


class Commands(TyperGroup):
    """All commands; what they hold is given back whichever way one ends."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One command, imported now; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            group = get_command(found)
            group.name = cmd_name
            return group
        single = typer.Typer(add_completion=False)
        single.command(cmd_name)(found)
        return get_command(single)

    def invoke(self, ctx: Any) -> Any:
        """Run one command; an expected error is one line and exit 1, Ctrl-C exit 130."""
        try:
            with ending_with(TERMINATED):
                return super().invoke(ctx)
        except ExplainedError as problem:
            typer.echo(f"mingcha: {problem}", err=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    help="Mingcha 明察: the supervision ledger of a government service hall.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=False)
def mingcha() -> None:
    """Mingcha 明察: the supervision ledger of a government service hall."""
