"""The `huifang` command. Each command's room is opened only when it is asked for, so that help comes at once."""

from __future__ import annotations

from importlib import import_module

import click

from runtime.settled import look_seldom

#: Command -> where it lives, and what the list of commands says of it.
COMMANDS = {
    "after-restore": ("huifang.after_restore:after_restore", "Take in what the carrier did since a backup."),
    "agents": ("huifang.agents:agents", "Agents, supervisors, administrators."),
    "backup": ("huifang.backup:backup", "Write everything into a file, as it is at this instant."),
    "calendar": ("huifang.calendar:calendar", "China's official days off and make-up workdays."),
    "clock": ("huifang.processes:clock", "Claim what is due, every moment, and wake the workers."),
    "demo": ("huifang.demo.command:demo", "Show a working day with sample customers."),
    "doctor": ("huifang.doctor:doctor", "Check what it needs, and say what to do."),
    "explain": ("huifang.explain:explain", "Why a customer is called when he is, or is not."),
    "figures": ("huifang.figures:figures", "The numbers that the reports read."),
    "import": ("huifang.import_files:import_", "Import files as they come: CSV or XLSX."),
    "may-call": ("huifang.may_call:may_call", "Whether a number may be called, why, and when next."),
    "migrate": ("huifang.migrate:migrate", "Bring the database to the newest revision."),
    "missed": ("huifang.missed:missed", "What was promised and not done in time, and why."),
    "plan": ("huifang.plan:plan", "Plan every follow-up that is due by the playbooks."),
    "playbooks": ("huifang.playbooks:playbooks", "The playbooks on the shelf: list, show, check."),
    "restore": ("huifang.backup:restore", "Put a backup into an empty database."),
    "run": ("huifang.run:run", "Start web, workers and clock on this machine."),
    "sandbox": ("huifang.sandbox:sandbox", "Run the telephone network in a box."),
    "simulate": ("huifang.simulation.command:simulate", "Live through simulated days, and check every invariant."),
    "web": ("huifang.processes:web", "Serve the pages and the carrier's webhooks."),
    "worker": ("huifang.processes:worker", "Place calls and send texts, one job at a time."),
    "year": ("huifang.year:year", "The coming year of a customer."),
}


class _Rooms(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        found = getattr(import_module(module), name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=_Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="huifang", prog_name="huifang")
def huifang() -> None:
    """Huifang (回访): follow-up calls that get made."""


def main() -> None:
    """Run the command line."""
    look_seldom()
    huifang(prog_name="huifang")
