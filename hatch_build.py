"""Put the default model into the wheel; an editable install finds it in the checkout."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DefaultModel(BuildHookInterface):
    """Add ``models/default`` to what a wheel holds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Refuse to build a wheel that could not classify anything."""
        if version == "editable":
            return
        folder = Path(self.root) / "models" / "default"
        if not (folder / "manifest.json").is_file():
            raise FileNotFoundError("a wheel needs models/default; restore it from git or run: make run")
        build_data["force_include"][str(folder)] = "fanzha/_models/default"
