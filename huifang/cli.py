"""The `huifang` command. Each command's room is opened only when it is asked for, so that help comes at once."""

from __future__ import annotations

from importlib import import_module

import click

#: Command -> where it lives.
COMMANDS = {
    "after-restore": "huifang.after_restore:after_restore",
    "agents": "huifang.agents:agents",
    "backup": "huifang.backup:backup",
    "calendar": "huifang.calendar:calendar",
    "clock": "huifang.processes:clock",
    "demo": "huifang.demo.command:demo",
    "doctor": "huifang.doctor:doctor",
    "explain": "huifang.explain:explain",
    "figures": "huifang.figures:figures",
    "import": "huifang.import_files:import_",
    "may-call": "huifang.may_call:may_call",
    "migrate": "huifang.migrate:migrate",
    "missed": "huifang.missed:missed",
    "plan": "huifang.plan:plan",
    "playbooks": "huifang.playbooks:playbooks",
    "restore": "huifang.backup:restore",
    "run": "huifang.run:run",
    "sandbox": "huifang.sandbox:sandbox",
    "simulate": "huifang.simulation.command:simulate",
    "web": "huifang.processes:web",
    "worker": "huifang.processes:worker",
    "year": "huifang.year:year",
}


class _Rooms(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        found = getattr(import_module(module), name)
        assert isinstance(found, click.Command)
        return found


@click.group(cls=_Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="huifang", prog_name="huifang")
def huifang() -> None:
    """Huifang (回访): follow-up calls that get made."""


def main() -> None:
    """Run the command line."""
    huifang(prog_name="huifang")
