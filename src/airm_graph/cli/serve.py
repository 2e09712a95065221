"""``airm-graph serve``."""

from __future__ import annotations

import ipaddress
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import AirmError
from .session import build, progress, version_option, workspace

if TYPE_CHECKING:
    from ..serve.settings import Settings

MEBIBYTE = 1 << 20
LOOPBACK_NAMES = {"localhost"}


class ServeError(AirmError):
    """The server cannot be started as it was asked for."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--base-url", metavar="URL", help="Where clients reach it, if that is another address."
)
@click.option(
    "--token",
    envvar="AIRM_GRAPH_TOKEN",
    show_envvar=True,
    metavar="WORD",
    help="Answer only who shows it. Set the variable: others see what stands on a command line.",
)
@click.option("--public", is_flag=True, help="Answer a network without a token.")
@click.option(
    "--allow-service",
    "services",
    multiple=True,
    metavar="URL",
    help="Let queries ask this endpoint by SERVICE; repeatable. None is allowed otherwise.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=30,
    show_default=True,
    help="Seconds after which a query is stopped.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=128),
    default=512,
    show_default=True,
    help="MiB that one query may take.",
)
@click.option(
    "--total-memory",
    type=click.IntRange(min=256),
    default=4096,
    show_default=True,
    help="MiB that all queries together may take.",
)
@click.option(
    "--longest",
    type=click.IntRange(min=1),
    default=64,
    show_default=True,
    help="MiB of the longest answer.",
)
@click.option(
    "--queue",
    type=click.IntRange(min=1),
    default=256,
    show_default=True,
    help="Queries that wait; further ones are told to come again.",
)
@click.option(
    "--editor/--no-editor",
    default=None,
    help="Get YASGUI with npm the first time, or leave it out; the default takes it if it is here.",
)
@version_option
@click.pass_context
def serve_command(
    ctx: click.Context,
    host: str,
    port: int,
    base_url: str | None,
    token: str | None,
    services: tuple[str, ...],
    timeout: float,
    memory: int,
    total_memory: int,
    longest: int,
    queue: int,
    *,
    public: bool,
    editor: bool | None,
) -> None:
    """Answer SPARQL and show pages, read-only, until it is stopped.

    Queries are sent to /sparql; every IRI of ours answers at its path; /healthz and /metrics are
    for those who watch. Each query runs in a process of its own, with a deadline, a limit of memory
    and no network.

    \b
    Examples:
      airm-graph serve
      airm-graph serve --editor --port 8080
      AIRM_GRAPH_TOKEN=… airm-graph serve --host 0.0.0.0 --base-url https://risk.example.org
    """
    try:
        import uvicorn

        from ..serve.app import create_app
        from ..serve.pool import Lanes
        from ..serve.settings import Settings
    except ModuleNotFoundError as error:
        raise ServeError(f"a server needs {error.name}: pip install 'airm-graph[serve]'") from None
    if not (_is_loopback(host) or token or public):
        raise ServeError(
            f"--host {host} opens the server to a network: set AIRM_GRAPH_TOKEN, or say --public"
        )
    cores = os.cpu_count() or 1
    settings = Settings(
        build=build(ctx),
        address=(base_url or f"http://{_in_url(host)}:{port}").rstrip("/"),
        token=token or "",
        services=frozenset(services),
        lanes=Lanes(
            warm=2 * cores,
            quick=16 * cores,
            slow=cores,
            paused=15 * cores,
            queue=queue,
            deadline=timeout,
            memory=total_memory * MEBIBYTE,
        ),
        memory=memory * MEBIBYTE,
        longest=longest * MEBIBYTE,
        editor=_editor(ctx, wanted=editor),
    )
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    config = uvicorn.Config(
        create_app(settings),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        h11_max_incomplete_event_size=32 << 10,
        limit_concurrency=1024,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
    )
    _announce(ctx, settings)
    uvicorn.Server(config).run()


def _announce(ctx: click.Context, settings: Settings) -> None:
    if not ctx.obj["quiet"]:
        with_editor = "with YASGUI" if settings.editor else "without YASGUI (--editor gets it)"
        click.echo(
            f"airm-graph: build {settings.build.name} at {settings.address}/ ; queries at "
            f"{settings.endpoint}, {with_editor}; Ctrl-C stops",
            err=True,
        )


def _editor(ctx: click.Context, *, wanted: bool | None) -> Path | None:
    from ..serve.editor import editor_files, install_editor

    if wanted is False:
        return None
    found = editor_files(workspace(ctx))
    if found is None and wanted:
        return install_editor(workspace(ctx), progress(ctx))
    return found


def _is_loopback(host: str) -> bool:
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
