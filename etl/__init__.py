"""Xianhui (县汇): work reports of townships become county tables, by rules and without a language model."""

__version__ = "0.1.0"
SETTINGS_FILE = "xianhui.yaml"  # in the root of every workspace
