"""What all stages share: named paths as arguments, errors as one line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from fanzha.errors import FanzhaError


def run(stage: Callable[..., None], *paths: str) -> None:
    """Run a stage with its paths from the command line, given in the order of ``paths``."""
    parser = argparse.ArgumentParser(description=stage.__doc__)
    for name in paths:
        parser.add_argument(name, type=Path)
    try:
        stage(**vars(parser.parse_args()))
    except FanzhaError as error:
        sys.exit(f"{Path(sys.argv[0]).stem}: {error}")
