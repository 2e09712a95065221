"""A vocabulary's description of itself as records: the version, the work, its publisher."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import About, Agent, Work
from ..log import Log
from .about import UNDETERMINED, UNSTATED, Metadata, primary, source_id


def describe(
    modules: Sequence[Metadata], concepts: int, checksum: str, file: str, log: Log
) -> tuple[About, Work, Agent]:
    """The version, the work and its publisher.

    Args:
        modules: What each file says of itself.
        concepts: How many concepts there are.
        checksum: Of the files.
        file: Where what is missing is noted.
        log: Is told what is missing.
    """
    named = [module for module in modules if module.iri]
    main = primary(named) if named else modules[0]
    first = main or named[0]
    name = main.name if main else "-".join(dict.fromkeys(module.name for module in named))
    titles = [module.title for module in ([main] if main else named) if module.title]
    title = "; ".join(dict.fromkeys(titles)) or name
    publisher = first.publisher or "; ".join(first.creators)
    holder = publisher or f"Publisher of {title}"
    makers = first.creators or ((first.publisher,) if first.publisher else ())
    _report(first, file, log)
    if len(named) > 1:
        listed = ", ".join(module.name for module in named)
        log.note(file, "(modules)", listed, f"{len(named)} files are read together, as {name!r}")
    licence = f"under {first.licence}" if first.licence != UNDETERMINED else "licence not stated"
    about = About(
        id=source_id(name, first.version),
        of=f"framework-{name}",
        type="Framework",
        title=title,
        version=first.version,
        issued=first.modified or first.issued,
        creators=makers or (holder,),
        address=first.iri,
        licence=first.licence,
        rights=f"Published by {publisher or 'a publisher that is not named'}, {licence}.",
        agent=f"agent-{name}",
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=checksum,
        description=f"The vocabulary {title}, version {first.version}, with {concepts:,} concepts.",
    )
    work = Work(
        id=about.of,
        source_key=name,
        title=title,
        creators=makers,
        year=(first.issued or first.modified)[:4],
        version=first.version,
        address=first.iri,
        kind="taxonomy",
        status="",
        bindingness="",
        jurisdiction="",
        sector="",
        system_scope="",
        gist=f"A vocabulary of {concepts:,} concepts.",
    )
    agent = Agent(
        id=about.agent,
        type="Organization",
        label=holder,
        definition=f"Publishes {title}.",
        address=first.publisher_address or first.iri,
    )
    return about, work, agent


def _report(first: Metadata, file: str, log: Log) -> None:
    if not first.iri:
        log.note(
            file, "(description)", "", "does not describe itself; the file names the vocabulary"
        )
    if first.version == UNSTATED:
        log.note(file, "(version)", "", "states neither a version nor a day")
    elif first.dated:
        log.note(file, "(version)", first.version, "states no version; its last day stands for it")
    if first.licence == UNDETERMINED:
        words = first.licence_words
        log.note(file, "(licence)", words, "states no address of a licence; it is undetermined")
