"""Concepts of other registries' lists, described as far as a reader of one file needs it."""

from __future__ import annotations

from ...vocab import SKOS
from .sayings import Sayings, english, iri
from .terms import DCT, EU

THEMES = EU + "data-theme"
THEME = (f"{THEMES}/TECH", "Science and technology")
# Names of the languages of the European Union in its list, by the tags of texts.
LANGUAGES = {
    "bg": "BUL", "cs": "CES", "da": "DAN", "de": "DEU", "el": "ELL", "en": "ENG", "es": "SPA",
    "et": "EST", "fi": "FIN", "fr": "FRA", "ga": "GLE", "hr": "HRV", "hu": "HUN", "it": "ITA",
    "lt": "LIT", "lv": "LAV", "mt": "MLT", "nl": "NLD", "pl": "POL", "pt": "POR", "ro": "RON",
    "sk": "SLK", "sl": "SLV", "sv": "SWE",
}  # fmt: skip


def say_concept(said: Sayings, concept: str, label: str) -> str:
    """Describe a concept by its label; its IRI."""
    if not said.speaks_of(concept):
        said.type(concept, SKOS.Concept)
        said.say(concept, SKOS.prefLabel, english(label))
    return concept


def say_theme(said: Sayings) -> str:
    """Describe the theme of the data set in the list of the European Union; its IRI."""
    theme = say_concept(said, *THEME)
    if not said.speaks_of(THEMES):
        said.type(THEMES, SKOS.ConceptScheme)
        said.say(THEMES, DCT.title, english("Data theme"))
        said.say(theme, SKOS.inScheme, iri(THEMES))
    return theme


def say_language(said: Sayings, tag: str) -> str:
    """Describe a language by its tag; its IRI."""
    primary = tag.partition("-")[0].lower()
    code = LANGUAGES.get(primary)
    node = f"{EU}language/{code}" if code else f"http://id.loc.gov/vocabulary/iso639-1/{primary}"
    said.type(node, DCT.LinguisticSystem)
    return node
