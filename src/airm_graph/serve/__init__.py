"""A read-only SPARQL endpoint with pages, for one build."""
