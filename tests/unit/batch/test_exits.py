"""Exit codes: what schedulers go by."""

from __future__ import annotations

import pytest

from fanzha.batch.exits import exit_code
from fanzha.errors import (
    BundleError,
    ConfigError,
    InputError,
    InterruptedRunError,
    LabelError,
    MissingExtraError,
    MissingFileError,
    OutputError,
    StoreBusyError,
    StoreError,
    StoreFullError,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("r"), 65),
        (LabelError("r"), 65),
        (RecursionError(), 65),
        (MissingFileError("r", "v", "m"), 66),
        (FileNotFoundError(2, "x"), 66),
        (ValueError(), 70),
        (KeyError("x"), 70),
        (OutputError("r", "v", "m"), 73),
        (OSError(28, "x"), 74),
        (PermissionError(13, "x"), 74),
        (StoreFullError("r"), 74),
        (StoreBusyError("r"), 75),
        (InterruptedRunError(by_user=False), 75),
        (InterruptedRunError(by_user=True), 130),
        (KeyboardInterrupt(), 130),
        (ConfigError("r"), 78),
        (BundleError("r"), 1),
        (StoreError("r"), 1),
        (MissingExtraError("x", "y"), 1),
    ],
)
def test_each_failure_has_its_code(error: BaseException, code: int) -> None:
    assert exit_code(error) == code
