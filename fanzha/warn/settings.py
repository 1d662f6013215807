"""Wording of warnings, checked before use."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fanzha.errors import ConfigError, MissingFileError
from fanzha.resources import config_file

# One segment of a Chinese text message (3GPP TS 23.038, UCS-2).
SMS_CHARACTERS = 70


class TypeWording(BaseModel):
    """What to say about one fraud type: how it goes, in a few words, and what to do, in one short sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    trick: str = Field(max_length=20)
    advice: str = Field(max_length=24)


class WarningSettings(BaseModel):
    """Wording by type, and who signs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    signature: str = Field("反诈中心", max_length=10)
    types: dict[str, TypeWording]


def load_warnings(path: Path | None = None) -> WarningSettings:
    """Read the wording of warnings.

    Parameters
    ----------
    path : Path, optional
        The shipped ``configs/warnings.yaml`` if not given.

    Raises
    ------
    MissingFileError
        If the file is not there.
    ConfigError
        If it breaks the schema, for example a sentence too long for a text message.
    """
    import yaml

    file = path or config_file("warnings.yaml")
    if not file.is_file():
        raise MissingFileError("wording of warnings must be a file", file.name, "give the path of a YAML file")
    try:
        return WarningSettings.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{file.name} must fit its schema", problems, "correct the file") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file.name} must be YAML in UTF-8", type(error).__name__, "correct the file") from error
