import pytest
import yaml

from fanzha.config import PipelineConfig, load_pipeline
from fanzha.errors import ConfigError, MissingFileError
from fanzha.resources import config_file


def test_shipped_parameters_are_complete() -> None:
    written = yaml.safe_load(config_file("pipeline.yaml").read_text(encoding="utf-8"))
    assert set(written) == set(PipelineConfig.model_fields)
    assert load_pipeline().train.bits == written["train"]["bits"]


def test_all_problems_are_told_at_once(tmp_path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("train: {bits: 99, colour: red}\nsplit: {test_share: 2}\n")
    with pytest.raises(ConfigError) as error:
        load_pipeline(path)
    for part in ("train.bits", "train.colour", "split.test_share"):
        assert part in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(MissingFileError, match=r"none\.yaml"):
        load_pipeline(tmp_path / "none.yaml")


def test_no_yaml(tmp_path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xff\xfe: {{")
    with pytest.raises(ConfigError, match="YAML"):
        load_pipeline(path)
