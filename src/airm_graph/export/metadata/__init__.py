"""What registries of data sets, of DOIs and of vocabularies ask for."""
