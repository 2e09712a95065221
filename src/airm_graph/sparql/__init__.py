"""Asking in SPARQL: where a text goes wrong, what it names, what empties it, and its answers."""
