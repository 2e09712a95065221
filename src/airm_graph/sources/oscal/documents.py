"""OSCAL documents: found, opened, and what their metadata says of the work and its publisher."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import is_web_address
from ...records import About, Agent, Work
from ...resources import shown
from .. import bounded
from ..log import Defect, Log

READ = ("catalog", "profile", "mapping-collection")
OTHERS = (
    *("component-definition", "system-security-plan", "assessment-plan", "assessment-results"),
    "plan-of-action-and-milestones",
)
SUFFIXES = (".json", ".yaml", ".yml")
LONGEST_SLUG = 48
# What rightsstatements.org calls a work whose rights nobody has looked up.
NOT_EVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"
# Who of the responsible parties is the publisher, the most telling role first.
ROLES = ("publisher", "creator", "author", "prepared-by", "contact")
SP_800_53 = re.compile(
    r"^(electronic version of )?(nist\W*)?(sp|special publication)\W*800-53(?![0-9ab])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Document:
    """One OSCAL document, whose ``body`` is what stands below its root key."""

    path: Path
    name: str  # in messages: the file's, or its path within the folder that was given
    kind: str
    body: dict[str, Any]

    @property
    def title(self) -> str:
        """The title, or the name of the file."""
        return text(mapping(self.body, "metadata").get("title")) or self.path.stem

    @property
    def version(self) -> str:
        """The version as its publisher writes it."""
        return text(mapping(self.body, "metadata").get("version")) or "unversioned"

    @property
    def slug(self) -> str:
        """A short name of the document, without its version."""
        return slug(self.title)

    @property
    def work(self) -> str:
        """The id of the work that the document is."""
        return work_of(self.title, catalog=self.kind == "catalog")

    @property
    def source(self) -> str:
        """The id of this version of it."""
        return re.sub("[^A-Za-z0-9]+", "_", f"{self.work[10:]} {self.version}").strip("_")


def open_documents(paths: Sequence[Path], log: Log) -> list[Document]:
    """The catalogs, profiles and mapping collections in the files and folders.

    Raises:
        SourceError: A file is none of these, or a folder holds none.
    """
    found: list[Document] = []
    for path in paths:
        if not path.is_dir():
            found.append(_opened(path, path.name))
            continue
        before = len(found)
        for file in bounded.files_below(path):
            if file.suffix in SUFFIXES:
                name = file.relative_to(path).as_posix()
                try:
                    found.append(_opened(file, name))
                except SourceError as error:
                    what = f"{str(error).removeprefix(f'{error.path}: ')}; left out"
                    of_document(log, name, "", what)
        if len(found) == before:
            raise SourceError(f"holds no OSCAL {_either(READ)} in JSON or YAML", path=shown(path))
    return found


def _opened(path: Path, name: str) -> Document:
    content = bounded.read_json(path) if path.suffix == ".json" else bounded.read_yaml(path)
    keys = [key for key in content if not str(key).startswith("$")] if _is_object(content) else []
    kind = next((key for key in keys if key in (*READ, *OTHERS)), None)
    if kind not in READ:
        has = (
            f"an OSCAL {kind}" if kind else f"no OSCAL document ({', '.join(map(str, keys))[:80]})"
        )
        raise SourceError(f"is {has}; expected a {_either(READ)}", path=shown(path))
    body = content[kind]
    if not isinstance(body, dict):
        raise SourceError(f"its {kind} is no object", path=shown(path))
    return Document(path, name, kind, body)


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def of_document(log: Log, name: str, value: object, what: str) -> None:
    """Note a defect of a whole document, which is no row and counts as none."""
    log.defects.append(Defect(name, "metadata", str(value)[:200], what, "kept"))


# --- values of any shape --------------------------------------------------------------------------


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def text(value: object) -> str:
    """A value as one line of text; nothing for what is no plain value."""
    return "" if value is None or isinstance(value, dict | list) else " ".join(str(value).split())


def mapping(owner: dict[str, Any], name: str) -> dict[str, Any]:
    """The object of that name, or an empty one."""
    value = owner.get(name)
    return value if isinstance(value, dict) else {}


def objects(owner: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in the list of that name; a single object counts as a list of one."""
    value = owner.get(name)
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, dict)]


def texts(owner: dict[str, Any], name: str) -> list[str]:
    """The plain values in the list of that name."""
    value = owner.get(name)
    values = value if isinstance(value, list) else [value]
    return [found for each in values if (found := text(each))]


def strays(owner: dict[str, Any], name: str) -> Iterator[object]:
    """What stands in a list of objects and is none."""
    value = owner.get(name)
    for each in value if isinstance(value, list) else [value]:
        if each is not None and not isinstance(each, dict):
            yield each


def prop(owner: dict[str, Any], name: str) -> str:
    """The value of the first property of that name."""
    return next(
        (text(p.get("value")) for p in objects(owner, "props") if p.get("name") == name), ""
    )


# --- names ----------------------------------------------------------------------------------------


def slug(title: str) -> str:
    """A title as part of an identifier.

    >>> slug("Sample *Catalog* (for Testing)")
    'sample-catalog-for-testing'
    """
    words = re.findall("[a-z0-9]+", title.lower())
    while len("-".join(words)) > LONGEST_SLUG and len(words) > 1:
        words.pop()
    while len(words) > 1 and words[-1] in {"a", "and", "for", "of", "the"}:
        words.pop()
    return "-".join(words)[:LONGEST_SLUG].strip("-") or "untitled"


def work_of(title: str, *, catalog: bool) -> str:
    """The id of a work; that of SP 800-53 is the one that other frameworks refer to.

    >>> work_of("NIST SP 800-53 Rev. 5", catalog=True), work_of("Pets", catalog=True)
    ('framework-sp800-53', 'framework-pets')
    """
    if catalog and SP_800_53.search(title.replace("_", " ")):
        return "framework-sp800-53"
    return f"framework-{slug(title)}"


def work_of_address(href: str, documents: Sequence[Document], back_matter: dict[str, str]) -> str:
    """The work that an address leads to: a document that is here, or one named like the address."""
    document = document_of(href, documents, back_matter)
    if document:
        return document.work
    address = back_matter.get(href.removeprefix("#"), href) if href.startswith("#") else href
    parts = [part for part in re.split("[/\\\\]", re.sub("[?#].*$", "", address)) if part]
    stem = re.sub(r"\.(json|xml|ya?ml)$", "", parts[-1]) if parts else address.lstrip("#")
    if stem.lower() in READ and len(parts) > 1:  # catalogs/SOC2/catalog.json
        stem = parts[-2]
    return work_of(stem.replace("_", " "), catalog="catalog" in address.lower())


def document_of(
    href: str, documents: Sequence[Document], back_matter: dict[str, str]
) -> Document | None:
    """The document among those that are here that an address means, by its file name or uuid."""
    if href.startswith("#"):
        href = back_matter.get(href[1:], href)
    for document in documents:
        uuid = text(document.body.get("uuid"))
        if uuid and uuid in href:
            return document
    address = re.sub(r"[?#].*$|^(\.{0,2}/)+", "", href)
    for tail in (address, address.rpartition("/")[2]):
        fit = [each for each in documents if f"/{each.path.as_posix()}".endswith(f"/{tail}")]
        if tail and len(fit) == 1:
            return fit[0]
    return None


def resources(body: dict[str, Any]) -> dict[str, str]:
    """The resources of the back matter: their uuid, and the first address of each."""
    found = {}
    for resource in objects(mapping(body, "back-matter"), "resources"):
        links = [text(link.get("href")) for link in objects(resource, "rlinks")]
        found[text(resource.get("uuid"))] = next((link for link in links if link), "")
    return found


# --- metadata -------------------------------------------------------------------------------------


def agent_of(document: Document, log: Log) -> Agent:
    """The publisher that the metadata names."""
    metadata = mapping(document.body, "metadata")
    parties = {text(party.get("uuid")): party for party in objects(metadata, "parties")}
    ranked = [
        (ROLES.index(role), parties[uuid])
        for duty in objects(metadata, "responsible-parties")
        if (role := text(duty.get("role-id"))) in ROLES
        for uuid in texts(duty, "party-uuids")
        if uuid in parties
    ]
    ranked += [(len(ROLES), p) for p in parties.values() if p.get("type") == "organization"]
    named = [
        party for _, party in sorted(ranked, key=lambda pair: pair[0]) if text(party.get("name"))
    ]
    if not named:
        of_document(log, document.name, "", "the document names no publisher")
        return Agent(
            id=f"agent-oscal-{document.slug}",
            type="Organization",
            label=f"Publisher of {document.title}",
            definition="Whoever publishes this OSCAL document; it does not say who.",
            path=document.name,
        )
    party = named[0]
    links = [text(link.get("href")) for link in objects(party, "links")]
    return Agent(
        id=f"agent-{slug(text(party['name']))}",
        type="Person" if party.get("type") == "person" else "Organization",
        label=text(party["name"]),
        definition=f"Publishes {document.title}.",
        address=next((link for link in links if is_web_address(link)), ""),
        path=document.name,
    )


def author_of(agent: Agent) -> str:
    """Who says so, if the document names anybody."""
    return "" if agent.id.startswith("agent-oscal-") else agent.label


def about_of(
    document: Document, agent: Agent, log: Log, *, id_: str, of: str, type_: str, description: str
) -> About:
    """What the metadata says of this version."""
    metadata = mapping(document.body, "metadata")
    for name in ("title", "version", "last-modified"):
        if not text(metadata.get(name)):
            of_document(log, document.name, "", f"the metadata states no {name}")
    links = [(text(link.get("rel")), text(link.get("href"))) for link in objects(metadata, "links")]
    found = {rel: href for rel, href in reversed(links) if is_web_address(href)}
    licence = found.get("license") or found.get("licence") or NOT_EVALUATED
    return About(
        id=id_,
        of=of,
        type=type_,
        title=document.title,
        version=document.version,
        issued=day_of(document),
        creators=(agent.label,),
        address=found.get("canonical") or found.get("alternate") or "",
        licence=licence,
        rights=f"{agent.label}; the licence is the one that the document names."
        if licence != NOT_EVALUATED
        else f"{agent.label}; the document names no licence.",
        agent=agent.id,
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=bounded.digest([document.path]),
        description=description,
        path=document.name,
    )


def day_of(document: Document) -> str:
    """The day on which the document was last modified."""
    metadata = mapping(document.body, "metadata")
    for name in ("last-modified", "published"):
        found = re.match(r"\d{4}-\d{2}-\d{2}", text(metadata.get(name)), re.ASCII)
        if found and is_day(found[0]):
            return found[0]
    return ""


def is_day(written: str) -> bool:
    """Whether it is a day of the calendar, as 2026-05-04."""
    try:
        return bool(date.fromisoformat(written))
    except ValueError:
        return False


def framework_of(document: Document, agent: Agent, kind: str, gist: str) -> Work:
    """The work that a catalog or profile is; what the document does not say stays open."""
    return Work(
        id=document.work,
        source_key=document.title,
        title=document.title,
        creators=(agent.label,),
        year=day_of(document)[:4],
        version=document.version,
        address="",
        kind=kind,
        status="",
        bindingness="",
        jurisdiction="",
        sector="",
        system_scope="",
        gist=gist,
        path=document.name,
    )
