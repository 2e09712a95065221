"""Asks a SPARQL 1.1 endpoint that somebody else runs, as if it were a build of the workspace."""
