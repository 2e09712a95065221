"""The graph in other formats: what is taken along, how it is spelt, what the file says of it."""
