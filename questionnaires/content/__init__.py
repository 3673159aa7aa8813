"""Content as data: the models of the YAML files, the loader, the lint, the schema for editors."""
