"""Those who publish, state and read, and how to reach them."""

from __future__ import annotations

from pyoxigraph import Literal

from ...identifiers import is_web_address
from ...vocab import PROV, RDFS
from ..contents import Contents, Resource
from .dataset import Dataset, contacts
from .sayings import Sayings, iri
from .terms import FOAF, VCARD

KINDS = (PROV.Organization, PROV.Person, PROV.SoftwareAgent)


def say_agent(said: Sayings, agent: Resource) -> str:
    """Describe somebody who publishes or states; their IRI."""
    if not said.speaks_of(agent.iri):
        said.type(agent.iri, FOAF.Agent, PROV.Agent, *(kind for kind in KINDS if agent.is_a(kind)))
        said.say(agent.iri, FOAF.name, Literal(agent.label))
        pages = filter(is_web_address, agent.values(RDFS.seeAlso))
        for page in pages:
            said.say(agent.iri, FOAF.homepage, iri(page))
            said.type(page, FOAF.Document)
    return agent.iri


def say_contact(said: Sayings, contents: Contents, dataset: Dataset, agent: Resource) -> str:
    """Describe how to reach somebody; the IRI of that card."""
    card, addresses = contacts(dataset, contents, agent)
    if not said.speaks_of(card):
        said.type(card, VCARD.Kind, VCARD.Organization)
        said.say(card, VCARD.fn, Literal(agent.label))
        for address in addresses:
            mail = address.startswith("mailto:")
            said.say(card, VCARD.hasEmail if mail else VCARD.hasURL, iri(address))
    return card
