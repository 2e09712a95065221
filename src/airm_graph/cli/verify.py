"""``airm-graph verify``."""

from __future__ import annotations

from pathlib import Path

import click

from ..answers.releases import verify
from ..export.formats import FORMATS
from .output import emit, table_options


@click.command("verify")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--as",
    "as_",
    metavar="FORMAT",
    default="",
    shell_complete=lambda *_: sorted(FORMATS),
    help="PATH is no release but one export in this format.",
)
@table_options
def verify_command(*, path: Path, as_: str, format_: str, output: Path | None) -> int:
    """Check a release that 'export bundle' wrote, or one exported file.

    Of a release, a folder or a .zip, every file has to be there with its checksum, nothing else
    may be, each has to be what its format wants, and all serialisations of RDF have to say the
    same. The exit code is 1 where something is wrong. No graph is built: it looks at files alone.

    \b
    Examples:
      airm-graph verify release.zip
      airm-graph verify release/ --format json
      airm-graph verify catalog.json --as oscal-catalog
    """
    found = verify(path, as_)
    emit(found, format_, output)
    return 1 if len(found) else 0
