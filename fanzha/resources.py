"""Where the files that the library ships lie: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

from fanzha.errors import MissingFileError

_PACKAGE = Path(__file__).resolve().parent


def config_file(name: str) -> Path:
    """Return the path of a shipped configuration file.

    Parameters
    ----------
    name : str
        Path below ``configs/``, for example ``"taxonomy.yaml"``.

    Raises
    ------
    MissingFileError
        If neither the wheel nor the checkout has it.
    """
    for folder in (_PACKAGE / "_configs", _PACKAGE.parent / "configs"):
        path = folder / name
        if path.is_file():
            return path
    raise MissingFileError(f"configs/{name} must be installed with fanzha", "no such file", "reinstall fanzha")
