"""`huifang sandbox`: the telephone network in a box."""

from __future__ import annotations

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sandbox(arguments: tuple[str, ...]) -> None:
    """Run the telephone network in a box (`huifang sandbox --help` for its options)."""
    from sandbox.__main__ import main

    raise SystemExit(main(list(arguments)))
