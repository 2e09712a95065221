"""Reads OSCAL catalogs, profiles and mapping collections, in JSON or YAML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...errors import SourceError
from ...records import Source
from ...resources import shown
from ..log import Log
from .catalogs import Catalog, read_catalog
from .documents import open_documents
from .exported import is_exported
from .exported_catalog import read_exported_catalog
from .exported_mappings import read_exported_mappings
from .mappings import read_mappings
from .profiles import read_profile


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """One source per document; of one that this program exported, one per source it restates.

    A profile or mapping collection finds the documents that it refers to among those given here,
    by uuid or file name; what is not here it refers to by name.

    Args:
        paths: Files, or folders that hold some.
        log: Gets a row per group, control, imported control and map, and every defect.

    Raises:
        SourceError: A file is no such document, or two are the same version of the same work.
    """
    documents = open_documents(paths, log)
    names = [document.name for document in documents]
    silent = Log()  # what is wrong in a catalog is said once, when it is read itself
    catalogs = {
        document.name: Catalog(document, silent)
        for document in documents
        if document.kind == "catalog"
    }
    sources: dict[str, Source] = {}
    for document in documents:
        if names.count(document.name) > 1:
            what = "two files have this name; import the folder that holds both"
            raise SourceError(what, path=shown(document.path))
        if document.kind == "catalog" and is_exported(document):
            found = read_exported_catalog(document, log)
        elif document.kind == "catalog":
            found = [read_catalog(document, log)]
        elif document.kind == "profile":
            found = [read_profile(document, documents, catalogs, log)]
        elif is_exported(document):
            found = read_exported_mappings(document, log)
        else:
            found = [read_mappings(document, documents, log)]
        for source in found:
            if source.about.id in sources:
                what = f"another document is also {document.title!r}, version {document.version}"
                raise SourceError(what, path=shown(document.path))
            sources[source.about.id] = source
    return [sources[id_] for id_ in sorted(sources)]
