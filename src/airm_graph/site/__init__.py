"""The pages as files that any static host can serve, with RDF beside each."""

from .folder import SiteError
from .workers import Written
from .writing import write_site

# By the name that users give it, how RDF beside a page ends.
SUFFIXES = {"turtle": ".ttl", "jsonld": ".jsonld", "ntriples": ".nt", "rdfxml": ".rdf"}

__all__ = ["SUFFIXES", "SiteError", "Written", "write_site"]
