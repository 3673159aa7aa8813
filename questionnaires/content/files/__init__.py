"""From folders of YAML to values that remember their lines, and from pydantic's words to plain ones."""
