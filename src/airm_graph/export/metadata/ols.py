"""The entry with which a vocabulary is listed in the Ontology Lookup Service.

OLS is configured by such a file: https://github.com/EBISPOT/ols4, dataload/configs. It is what a
request for listing is filled in from, and what an installation of one's own takes as it is.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from ...vocab import AIRM, BASE, RDFS, SKOS
from ..contents import Contents
from .licence_names import licence_name
from .terms import DCT, VANN
from .vocabulary import vocabulary


def write_ols(_: Contents, out: BinaryIO) -> None:
    """Write the entry of the vocabulary; nothing of the graph is in it."""
    text = json.dumps({"ontologies": [_entry()]}, ensure_ascii=False, indent=1)
    out.write(f"{text}\n".encode())


def _entry() -> dict[str, Any]:
    words = vocabulary()
    prefix = words.value(VANN.preferredNamespacePrefix)
    licence = words.value(DCT.license)
    creators = words.values(words.iri, DCT.creator)
    labels = [label.value for each in creators for label in words.values(each.value, RDFS.label)]
    return {
        "id": prefix,
        "preferredPrefix": prefix,
        "title": words.value(DCT.title),
        "description": words.value(DCT.description),
        "uri": words.iri,
        "ontology_purl": words.iri,
        "base_uri": [AIRM.namespace],
        "homepage": BASE,
        "creator": labels,
        "license": {"label": licence_name(licence).title, "url": licence},
        "label_property": [RDFS.label.value],
        "definition_property": [SKOS.definition.value],
        "synonym_property": [SKOS.altLabel.value],
        "hierarchical_property": [],
        "hidden_property": [],
        "reasoner": "OWL2",
        "oboSlims": False,
        "is_foundary": False,  # as it is spelt there
        "isSkos": False,
        "allow_download": True,
    }
