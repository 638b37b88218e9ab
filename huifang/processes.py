"""The processes of the Procfile: web, worker, clock."""

from __future__ import annotations

import signal
import threading
from typing import Any

import click

from huifang.wiring import clock_of, database, dialer_tools, doorbell, settings_now
from runtime.logs import set_up_logs


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=8, show_default=True, help="Threads in each process.")
def web(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages and the carrier's webhooks."""
    from gunicorn.app.base import BaseApplication

    settings = settings_now()
    # Say in one line what is wrong, before any process is forked.
    database(settings)
    clock_of(settings)

    class Server(BaseApplication):
        def load_config(self) -> None:
            options = {"bind": f"{host}:{port}", "workers": workers, "threads": threads, "worker_class": "gthread"}
            options |= {"proc_name": "huifang web", "loglevel": "warning", "graceful_timeout": 20}
            for name, value in options.items():
                assert self.cfg is not None
                self.cfg.set(name, value)

        def load(self) -> Any:
            return wsgi()

    Server().run()  # type: ignore[no-untyped-call]


def wsgi() -> Any:
    """The web application with its webhooks, for gunicorn or another server."""
    from web.app import create_app
    from webhooks.blueprint import blueprint
    from webhooks.door import Door

    set_up_logs("web")
    settings = settings_now()
    sessions, clock = database(settings), clock_of(settings)
    twilio = blueprint(Door(sessions, clock, settings.twilio_auth_token, settings.public_url, settings.record_calls))
    return create_app(sessions, clock, settings, blueprints=(twilio,))


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
    run_worker(redis, burst=burst)


@click.command()
@click.option("--every", default=0.5, show_default=True, help="Real seconds between two ticks.")
def clock(every: float) -> None:
    """Claim what is due, every moment, and wake the workers."""
    from workers.bell import Bell
    from workers.clock import run_clock

    set_up_logs("clock")
    settings = settings_now()
    bell = Bell(doorbell(settings))
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    run_clock(dialer_tools(settings), bell, every, stopping)
