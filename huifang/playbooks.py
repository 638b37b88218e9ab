"""`huifang playbooks`: the shelf, read aloud and checked."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def playbooks() -> None:
    """The playbooks on the shelf."""


@playbooks.command("list")
def list_() -> None:
    """Every playbook that ships."""
    from campaigns.playbooks.shelf import shelf

    for playbook in shelf().values():
        click.echo(f"{playbook.id:24} {playbook.name.zh}  {playbook.name.en}")


@playbooks.command()
@click.argument("playbook_id")
@click.option("--lang", type=click.Choice(["en", "zh"]), default=None, help="One language only.")
def show(playbook_id: str, lang: str | None) -> None:
    """Read a playbook aloud, a sentence for each step."""
    from campaigns.playbooks.sentence import sentence
    from campaigns.playbooks.shelf import shelf

    playbook = shelf().get(playbook_id)
    if playbook is None:
        raise click.ClickException(f"There is no playbook {playbook_id!r}; `huifang playbooks list` names them.")
    for language in [lang] if lang else ["en", "zh"]:
        click.echo(playbook.name.in_language(language))
        for step in playbook.steps:
            click.echo(f"  {sentence(step, language)}")
            click.echo(f"    {step.why.in_language(language)}")


@playbooks.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check playbook files; exit status 1 if one cannot be used."""
    from campaigns.playbooks.shelf import PlaybookWrong, read_playbook

    wrong = 0
    for file in files:
        try:
            read_playbook(file)
            click.echo(f"{file}: fine")
        except PlaybookWrong as problem:
            wrong += 1
            click.echo(str(problem), err=True)
    raise SystemExit(1 if wrong else 0)
