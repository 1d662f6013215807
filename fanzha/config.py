"""Parameters of the main job, read from YAML and checked before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from fanzha.classifiers import LinearSettings, TransformerSettings
from fanzha.classifiers.settings import Seed
from fanzha.errors import ConfigError
from fanzha.resources import load_config


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class SimulateConfig(_Section):
    """The simulated district: length in days, and seed."""

    days: int = Field(365, ge=1)
    seed: Seed = 20260101


class SplitConfig(_Section):
    """Share of the near-duplicate groups kept for the in-distribution test, and seed."""

    seed: Seed = 20260101
    test_share: float = Field(0.1, gt=0, lt=1)


class DecideConfig(_Section):
    """When a type stands without review; see `fanzha.decide.choose_rule`."""

    target_precision: float = Field(0.95, gt=0, le=1)
    min_han: float = Field(0.3, ge=0, le=1)
    unfamiliar_share: float = Field(0.01, ge=0, lt=1)
    set_coverage: float = Field(0.95, gt=0, lt=1)


class TrackConfig(_Section):
    """Where runs are logged, and the name and alias of the registered model."""

    uri: str = "sqlite:///mlflow.db"
    experiment: str = "fanzha"
    registered_model: str = "fanzha"
    alias: str = "champion"


class SummarizeConfig(_Section):
    """Length of the period in days, and the smallest number of cases that a cell may show."""

    days: int = Field(90, ge=1)
    min_cell: int = Field(5, ge=1)


class WarnConfig(_Section):
    """How many findings become warnings at most."""

    top: int = Field(10, ge=1)


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("kind", "linear"))
    return "transformer" if isinstance(value, TransformerSettings) else "linear"


def _without_kind(value: Any) -> Any:
    return {k: v for k, v in value.items() if k != "kind"} if isinstance(value, Mapping) else value


# The key ``kind`` chooses the classifier; the settings themselves do not repeat it.
TrainConfig = Annotated[
    Annotated[LinearSettings, BeforeValidator(_without_kind), Tag("linear")]
    | Annotated[TransformerSettings, BeforeValidator(_without_kind), Tag("transformer")],
    Discriminator(_kind, custom_error_type="unknown_kind", custom_error_message="kind must be linear or transformer"),
]


class PipelineConfig(_Section):
    """All parameters of the main job. ``train.kind`` is ``linear`` or ``transformer``, the former if not given."""

    simulate: SimulateConfig = SimulateConfig()
    split: SplitConfig = SplitConfig()
    train: TrainConfig = LinearSettings()
    decide: DecideConfig = DecideConfig()
    track: TrackConfig = TrackConfig()
    summarize: SummarizeConfig = SummarizeConfig()
    warn: WarnConfig = WarnConfig()

    @property
    def linear(self) -> LinearSettings:
        """Settings of the linear classifier, for what only works with that one.

        Raises
        ------
        ConfigError
            If ``train`` is of another kind.
        """
        if not isinstance(self.train, LinearSettings):
            raise ConfigError("this needs a linear classifier", "another train.kind", "give another --config")
        return self.train


class LocalConfig(_Section):
    """The batch job on one machine: processes (0: one a core), rows committed together, and the store's memory."""

    workers: int = Field(0, ge=0, le=1024)
    shard_rows: int = Field(20_000, ge=1, le=10_000_000)
    store_memory_mb: int = Field(512, ge=64)


def load_local(path: Path | None = None) -> LocalConfig:
    """Read the parameters of the batch job on one machine.

    Parameters
    ----------
    path : Path, optional
        The shipped ``configs/engines/local.yaml`` if not given.

    Raises
    ------
    MissingFileError
        If the file is not there.
    ConfigError
        If a key is unknown or a value out of range; all problems are named at once.
    """
    return load_config(LocalConfig, "engines/local.yaml", path)


def load_pipeline(path: Path | None = None) -> PipelineConfig:
    """Read the parameters of the main job.

    Parameters
    ----------
    path : Path, optional
        The shipped ``configs/pipeline.yaml`` if not given.

    Raises
    ------
    MissingFileError
        If the file is not there.
    ConfigError
        If a key is unknown or a value out of range; all problems are named at once.
    """
    return load_config(PipelineConfig, "pipeline.yaml", path)
