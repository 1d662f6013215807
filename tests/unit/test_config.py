import pytest
import yaml
from pydantic import ValidationError

from fanzha.classifiers import TransformerSettings
from fanzha.classifiers.pretraining import PretrainSettings
from fanzha.config import PipelineConfig, load_pipeline
from fanzha.errors import ConfigError, MissingFileError
from fanzha.resources import config_file, load_config


def test_shipped_parameters_are_complete() -> None:
    written = yaml.safe_load(config_file("pipeline.yaml").read_text(encoding="utf-8"))
    assert set(written) == set(PipelineConfig.model_fields)
    assert load_pipeline().train.bits == written["train"]["bits"]


def test_all_problems_are_told_at_once(tmp_path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("train: {bits: 99, colour: red}\nsplit: {test_share: 2}\n")
    with pytest.raises(ConfigError) as error:
        load_pipeline(path)
    for part in ("train.linear.bits", "train.linear.colour", "split.test_share"):
        assert part in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("train", "part"),
    [
        ("orders: [0, 1]", "orders.0: must be greater than or equal to 1, not 0"),
        ("orders: [1, -2]", "orders.1: must be greater than or equal to 1, not -2"),
        ("orders: [9]", "orders.0: must be less than or equal to 8, not 9"),
        ("reading_orders: [0]", "reading_orders.0: must be greater"),
        ("orders: [], reading_orders: []", "must not both be empty"),
        ("skips: 5", "skips: must be less than or equal to 4, not 5"),
        ("c: [0]", "c.0: must be greater than 0, not 0"),
        ("c: [0.1, -1]", "c.1: must be greater than 0, not -1"),
        ("c: [.nan]", "c.0: must be a finite number, not nan"),
        ("c: [.inf]", "c.0: must be a finite number, not inf"),
        ("c: []", "c: Tuple should have at least 1 item"),
        ("calibration_c: [0]", "calibration_c.0: must be greater than 0"),
        ("calibration_c: [.nan]", "calibration_c.0: must be a finite number"),
        ("disguise_weight: .inf", "disguise_weight: must be a finite number"),
        ("seed: -1", "seed: must be greater than or equal to 0, not -1"),
        ("kind: oracle", "train: kind must be linear or transformer"),
        ("kind: transformer, checkpoint: x, calibration_c: [-1]", "calibration_c.0: must be greater than 0"),
        ("kind: transformer, checkpoint: x, learning_rate: .nan", "learning_rate: must be a finite number"),
    ],
)
def test_settings_without_sense_are_told_in_one_line(train: str, part: str, tmp_path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(f"train: {{{train}}}\n")
    with pytest.raises(ConfigError) as error:
        load_pipeline(path)
    assert part in str(error.value)
    assert str(error.value).endswith("; correct these keys")
    assert "\n" not in str(error.value)


def test_a_secret_in_the_wrong_place_is_not_told(tmp_path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("train: {c: [hunter2]}\ntrack: hunter2\n")
    with pytest.raises(ConfigError) as error:
        load_pipeline(path)
    assert "hunter2" not in str(error.value)


def test_a_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(MissingFileError, match=r"none\.yaml"):
        load_pipeline(tmp_path / "none.yaml")


def test_no_yaml(tmp_path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xff\xfe: {{")
    with pytest.raises(ConfigError, match="YAML"):
        load_pipeline(path)


def test_the_kind_chooses_the_classifier() -> None:
    linear = PipelineConfig.model_validate({"train": {"kind": "linear", "bits": 12}})
    assert linear.linear == PipelineConfig.model_validate({"train": {"bits": 12}}).linear
    other = PipelineConfig.model_validate({"train": {"kind": "transformer", "checkpoint": "x"}})
    assert isinstance(other.train, TransformerSettings)
    with pytest.raises(ConfigError, match="linear"):
        _ = other.linear
    for wrong in ({"kind": "oracle"}, {"kind": "transformer"}, {"checkpoint": "x"}):
        with pytest.raises(ValidationError):
            PipelineConfig.model_validate({"train": wrong})


@pytest.mark.parametrize("name", ["linear", "transformer"])
def test_shipped_models_can_be_read(name: str) -> None:
    assert load_pipeline(config_file(f"models/{name}.yaml")).train
    assert load_config(PretrainSettings, "models/pretrain.yaml") == PretrainSettings()
