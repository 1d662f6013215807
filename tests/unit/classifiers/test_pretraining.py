import gzip
import json
import lzma
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("torch")

from fanzha.classifiers.pretraining import (
    BEGIN,
    END,
    MASK,
    PAD,
    PretrainSettings,
    build_tokenizer,
    mask_tokens,
    pack,
    pretrain,
    read_plain,
)
from fanzha.errors import InputError, MissingFileError

pytestmark = pytest.mark.xdist_group("transformers")


def test_the_held_out_loss_falls(encoder: SimpleNamespace) -> None:
    made = encoder.made
    # The first loss is that of guessing among all characters; the fall is that of learning how frequent they are at least.
    assert made.loss_before == pytest.approx(np.log(1500), abs=1)
    assert made.loss_after < made.loss_before - 0.5
    assert json.loads((encoder.folder / "pretraining.json").read_text())["loss_after"] == made.loss_after


def test_the_folder_is_a_hugging_face_checkpoint(encoder: SimpleNamespace) -> None:
    from transformers import AutoModelForMaskedLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(encoder.folder)
    ids = tokenizer("先交 保证金😀")["input_ids"]
    assert ids[0] == BEGIN
    assert ids[-1] == END
    assert len(ids) == 8  # a token for each character, none for the blank
    assert tokenizer.decode(ids[1:6]).replace(" ", "") == "先交保证金"
    model = AutoModelForMaskedLM.from_pretrained(encoder.folder, use_safetensors=True)
    assert model.num_parameters() == encoder.made.parameters
    assert not list(encoder.folder.rglob("*.bin")) + list(encoder.folder.rglob("*.pt"))


def test_masking_hides_the_stated_shares() -> None:
    ids = np.full(200_000, 77)
    ids[::10] = END
    given, wanted = mask_tokens(ids, 100, 0.15, np.random.default_rng(1))
    chosen = wanted != -100
    assert not chosen[::10].any()
    assert chosen.sum() / (ids == 77).sum() == pytest.approx(0.15, abs=0.005)
    assert (given[chosen] == MASK).mean() == pytest.approx(0.8, abs=0.01)
    assert (given[chosen] == 77).mean() == pytest.approx(0.1, abs=0.01)
    assert (given[~chosen] == ids[~chosen]).all()
    assert (wanted[chosen] == 77).all()


def test_rows_hold_all_text_and_padding_only_at_the_end(plain: list[str]) -> None:
    tokenizer = build_tokenizer(plain, 1500, 1)
    rows = pack(tokenizer, plain, 48)
    assert (rows[:, 0] == BEGIN).all()
    body = rows[:, 1:].ravel()
    assert (body == END).sum() == len(plain)
    end = np.flatnonzero(body != PAD)[-1]
    assert (body[:end] != PAD).all()
    assert end + 1 == sum(len("".join(t.split())) + 1 for t in plain)


def test_an_interrupted_run_ends_as_if_it_had_not_been(encoder: SimpleNamespace, plain: list[str], tmp_path) -> None:
    from safetensors.numpy import load_file

    settings = encoder.settings.model_copy(update={"epochs": 2, "save_steps": 3})

    def stop(after: int):
        seen = []

        def on_step(_: int) -> None:
            seen.append(1)
            if len(seen) == after:
                raise KeyboardInterrupt

        return on_step

    pretrain(plain, settings, tmp_path / "whole", tmp_path / "work")
    steps: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        pretrain(plain, settings, tmp_path / "again", tmp_path / "other", stop(8))
    assert not (tmp_path / "again").exists()
    broken = next((tmp_path / "other").iterdir()) / "checkpoint-999"
    broken.mkdir()  # what a cut in the middle of writing leaves
    pretrain(plain, settings, tmp_path / "again", tmp_path / "other", steps.append)
    whole, again = (load_file(tmp_path / name / "model.safetensors") for name in ("whole", "again"))
    for name, value in whole.items():
        np.testing.assert_allclose(again[name], value, atol=1e-5, err_msg=name)
    total = len(steps) + 6
    assert steps
    assert total == -(-json.loads((tmp_path / "whole" / "pretraining.json").read_text())["tokens"] // (48 * 16)) * 2


def test_plain_files_are_read_whatever_their_compression(tmp_path) -> None:
    lines = "快递到了，请查收\n\n  我的号码是13800138000  \n"
    (tmp_path / "a.txt").write_text(lines, encoding="utf-8")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "c.txt.xz").write_bytes(lzma.compress(lines.encode()))
    found = [list(read_plain([tmp_path / name])) for name in ("a.txt", "b.txt.gz", "c.txt.xz")]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 2
    assert "13800138000" not in "".join(found[0])


def test_broken_files_are_named(tmp_path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "b.txt.xz").write_bytes(b"no archive")
    for name in ("a.txt", "b.txt.xz"):
        with pytest.raises(InputError, match="plain text") as error:
            list(read_plain([tmp_path / name]))
        assert "\n" not in str(error.value)
    with pytest.raises(MissingFileError):
        list(read_plain([tmp_path / "none.txt"]))


def test_never_overwrites_what_is_no_encoder(plain: list[str], tmp_path) -> None:
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(InputError, match="choose another"):
        pretrain(plain, PretrainSettings(), tmp_path, tmp_path.with_name("work"))
    assert (tmp_path / "thesis.docx").exists()
