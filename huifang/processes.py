"""The processes of the Procfile: web, worker, clock."""

from __future__ import annotations

import signal
import threading
from typing import Any

import click

from huifang.wiring import clock_of, database, dialer_tools, doorbell, settings_now
from runtime.logs import set_up_logs
from runtime.settled import settle


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=8, show_default=True, help="Threads in each process.")
def web(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages and the carrier's webhooks."""
    from gunicorn.app.base import BaseApplication

    set_up_logs("web")
    settings = settings_now()
    # Say in one line what is wrong, before any process is forked.
    database(settings)
    clock_of(settings)
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "proc_name": "huifang web",
        "loglevel": "warning",
        # Told to stop (SIGTERM), it accepts nothing new and finishes what it answers, for so long.
        "graceful_timeout": round(settings.stop_seconds),
        # gunicorn's own lines go the way of all others.
        "logconfig_dict": {"loggers": {"gunicorn.error": {"propagate": True}}, "disable_existing_loggers": False},
    }

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in options.items():
                assert self.cfg is not None
                self.cfg.set(name, value)

        def load(self) -> Any:
            return wsgi()

    Server().run()  # type: ignore[no-untyped-call]


def wsgi() -> Any:
    """The web application with its webhooks, for gunicorn or another server."""
    from migrations.running import head
    from web.app import create_app
    from webhooks.blueprint import blueprint
    from webhooks.door import Door

    set_up_logs("web")
    settings = settings_now()
    sessions, clock = database(settings), clock_of(settings)
    twilio = blueprint(Door(sessions, clock, settings.twilio_auth_token, settings.public_url, settings.record_calls))
    app = create_app(sessions, clock, settings, blueprints=(twilio,), revision=head())
    settle()
    return app


@click.command()
@click.option("--burst", is_flag=True, help="Stop when the queue is empty.")
def worker(burst: bool) -> None:
    """Place calls and send texts, one job at a time."""
    from workers.tools import hang_up
    from workers.worker import run_worker

    set_up_logs("worker")
    settings = settings_now()
    redis = doorbell(settings)
    hang_up(dialer_tools(settings))
    settle()
    run_worker(redis, burst=burst, stop_seconds=settings.stop_seconds)


@click.command()
@click.option("--every", default=0.5, show_default=True, help="Real seconds between two ticks.")
def clock(every: float) -> None:
    """Claim what is due, every moment, and wake the workers."""
    from dialer.dispatch import put_down
    from workers.bell import Bell
    from workers.clock import run_clock
    from workers.life import end_within

    set_up_logs("clock")
    settings = settings_now()
    bell = Bell(doorbell(settings, answer_within=10))
    stopping = threading.Event()

    def stop(*_: object) -> None:
        stopping.set()
        end_within(settings.stop_seconds)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    tools = dialer_tools(settings)
    settle()
    run_clock(tools, bell, every, stopping)
    put_down(tools)
