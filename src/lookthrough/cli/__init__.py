"""The terminal's door: ``lookthrough …`` for analysts and scripts."""
