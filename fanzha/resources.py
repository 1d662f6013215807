"""Where the files that the library ships lie: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fanzha.errors import ConfigError, MissingFileError

_PACKAGE = Path(__file__).resolve().parent

M = TypeVar("M", bound=BaseModel)


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


def default_model() -> Path:
    """Return the folder of the shipped model bundle.

    Raises
    ------
    MissingFileError
        If neither the wheel nor the checkout has it.
    """
    for folder in (_PACKAGE / "_models" / "default", _PACKAGE.parent / "models" / "default"):
        if (folder / "manifest.json").is_file():
            return folder
    raise MissingFileError(
        "the default model must be installed with fanzha", "none found", "reinstall fanzha, or give --model"
    )


def _problem(error: ErrorDetails) -> str:
    """Say where a value breaks its model, how, and what it is where it is a number: any other might be a secret."""
    where, rule, value = ".".join(map(str, error["loc"])), error["msg"], error["input"]
    rule = rule.removeprefix("Value error, ").replace("Input should be", "must be", 1)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{where}: {rule}, not {value}"[:200] if number else f"{where}: {rule}"


def load_config(model: type[M], name: str, path: Path | str | None = None) -> M:
    """Read a YAML file into its model.

    Parameters
    ----------
    model : type
        A pydantic model that forbids unknown keys.
    name : str
        The shipped file below ``configs/`` that is read where no path is given.
    path : path, optional

    Returns
    -------
    instance of ``model``

    Raises
    ------
    MissingFileError
        If the file is not there.
    ConfigError
        If it is no YAML in UTF-8, or breaks the model; all problems are named at once.
    """
    import yaml

    file = Path(path) if path else config_file(name)
    if not file.is_file():
        raise MissingFileError(
            "a configuration must be a file", f"no file {file.resolve().name}", "give the path of a YAML file"
        )
    try:
        return model.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        problems = "; ".join(map(_problem, error.errors()))
        raise ConfigError(f"{file.name} must fit its schema", problems, "correct these keys") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{file.name} must be YAML in UTF-8", type(error).__name__, "correct the file") from error
