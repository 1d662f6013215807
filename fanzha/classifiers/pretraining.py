"""Pre-training: plain texts in, a small encoder in the Hugging Face format out, for `fanzha train` to fine-tune."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import shutil
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from fanzha.classifiers.settings import Seed
from fanzha.errors import InputError, MissingExtraError, MissingFileError
from fanzha.privacy import redact
from fanzha.split import unit_hash
from fanzha.text import normalise

PAD, UNKNOWN, BEGIN, END, MASK = range(5)
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_REPORT = "pretraining.json"  # marks a folder that may be written anew
_FILE_REMEDY = "give UTF-8 text, one a line, as .txt, .txt.gz or .txt.xz"


class PretrainSettings(BaseModel):
    """Settings of pre-training.

    Attributes
    ----------
    layers, width, heads : int
        Size of the encoder, a small ModernBERT (Warner et al. 2024), which trains steadily also when little text is there.
    max_tokens : int
        Length of a training row, and the most that the encoder can read at once.
    vocabulary, min_count : int
        Characters at most, and how often each must stand in the texts.
    mask : float
        Share of the tokens to be guessed: of these 80% are masked, 10% replaced, 10% left (Devlin et al. 2019).
    held_out : float
        Share of the texts that only the loss is measured on.
    epochs : float
    batch_size, accumulate : int
        Rows in memory at once, and how many such batches make one step.
    learning_rate, weight_decay : float
    warmup : float
        Share of the steps over which the learning rate rises.
    save_steps : int
        Steps between checkpoints.
    seed : int
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    layers: int = Field(6, ge=1)
    width: int = Field(384, ge=8)
    heads: int = Field(6, ge=1)
    max_tokens: int = Field(256, ge=16, le=8192)
    vocabulary: int = Field(8000, ge=16, le=60_000)
    min_count: int = Field(2, ge=1)
    mask: float = Field(0.15, gt=0, lt=1)
    held_out: float = Field(0.01, gt=0, lt=0.5)
    epochs: float = Field(4, gt=0)
    batch_size: int = Field(64, ge=1)
    accumulate: int = Field(1, ge=1)
    learning_rate: float = Field(5e-4, gt=0)
    weight_decay: float = Field(0.01, ge=0)
    warmup: float = Field(0.06, ge=0, lt=1)
    save_steps: int = Field(500, ge=1)
    seed: Seed = 20260101

    @model_validator(mode="after")
    def _heads_share_the_width(self) -> PretrainSettings:
        if self.width % self.heads:
            raise ValueError("width must be a multiple of heads")
        return self


@dataclass(frozen=True, slots=True)
class Pretrained:
    """What pre-training gave.

    Attributes
    ----------
    texts, tokens : int
        Learnt from.
    parameters : int
    loss_before, loss_after : float
        Mean cross-entropy of the guessed tokens of held-out texts, in nats, the same tokens before and after.
    """

    texts: int
    tokens: int
    parameters: int
    loss_before: float
    loss_after: float


def _open(path: Path) -> IO[str]:
    if path.name.endswith(".xz"):
        return lzma.open(path, "rt", encoding="utf-8")
    if path.name.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def read_plain(paths: Sequence[Path], on_rows: Callable[[int], object] | None = None) -> Iterator[str]:
    """Yield the texts of plain files, one a line, de-identified and in normal form; empty lines are skipped.

    Raises
    ------
    MissingFileError
        If a file is not there.
    InputError
        If it is no text in UTF-8, or its compression is broken.
    """
    for path in paths:
        if not path.is_file():
            raise MissingFileError("plain text must be a file", f"no file {redact(path.name)}", "check the path")
    for path in paths:
        try:
            with _open(path) as lines:
                for line in lines:
                    if on_rows is not None:
                        on_rows(1)
                    if text := normalise(redact(line)):
                        yield text
        except (UnicodeDecodeError, lzma.LZMAError, EOFError, gzip.BadGzipFile) as error:
            rule = f"{redact(path.name)} must be plain text"
            raise InputError(rule, type(error).__name__, _FILE_REMEDY) from error


def build_tokenizer(texts: Iterable[str], vocabulary: int, min_count: int) -> Any:
    """Return a tokenizer, `tokenizers.Tokenizer`, with a token for each frequent character; white space is no token."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    # By count, then by code point, so that the same texts in any order give the same vocabulary.
    ranked = sorted((c for c in counts if counts[c] >= min_count and not c.isspace()), key=lambda c: (-counts[c], c))
    names = [*SPECIAL, *ranked[: vocabulary - len(SPECIAL)]]
    tokenizer = Tokenizer(models.WordLevel({name: i for i, name in enumerate(names)}, unk_token=SPECIAL[UNKNOWN]))
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex("."), "isolated")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", BEGIN), ("[SEP]", END)]
    )
    return tokenizer


def pack(tokenizer: Any, texts: Sequence[str], length: int) -> NDArray[np.uint16]:
    """Return rows (m, length) of the tokens of texts, one text after another; the last row is filled up.

    Each row begins with [CLS], and [SEP] ends each text: padding costs time and teaches nothing.
    """
    flat = array("H")
    for start in range(0, len(texts), 4096):
        for one in tokenizer.encode_batch(texts[start : start + 4096], add_special_tokens=False):
            flat.extend(one.ids)
            flat.append(END)
    room = length - 1
    body = np.frombuffer(flat, np.uint16)
    body = np.pad(body, (0, -len(body) % room), constant_values=PAD).reshape(-1, room)
    return np.pad(body, ((0, 0), (1, 0)), constant_values=BEGIN)


def mask_tokens(
    ids: NDArray[np.integer], size: int, share: float, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Hide tokens of a row: 80% become [MASK], 10% any other token, 10% stay (Devlin et al. 2019).

    Parameters
    ----------
    ids : ndarray of int, shape (length,)
    size : int
        Of the vocabulary.
    share : float
        Of the tokens that are no special ones.
    rng : Generator

    Returns
    -------
    given, wanted : ndarrays of int64, shape (length,)
        ``wanted`` is -100 where nothing is to be guessed.
    """
    given, draw = ids.astype(np.int64), rng.random(len(ids))
    chosen = (given >= len(SPECIAL)) & (draw < share)
    wanted = np.where(chosen, given, -100)
    kind = rng.random(len(ids))
    any_token = rng.integers(len(SPECIAL), size, len(ids))
    given = np.where(chosen & (kind < 0.8), MASK, np.where(chosen & (kind >= 0.9), any_token, given))
    return given, wanted


def check_folder(folder: Path) -> None:
    """Check that an encoder may be written to a folder.

    Raises
    ------
    InputError
        If it holds something else than an older encoder of this kind.
    """
    if folder.exists() and not (folder / _REPORT).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            "an encoder goes into a new folder or over an older one",
            redact(folder.resolve().name),
            "choose another --out",
        )


def pretrain(
    texts: Sequence[str],
    settings: PretrainSettings,
    out: Path,
    work: Path,
    on_step: Callable[[int], object] | None = None,
) -> Pretrained:
    """Pre-train an encoder by masked language modelling and write it as a Hugging Face folder.

    Parameters
    ----------
    texts : sequence of n strings
        See `read_plain`.
    settings : PretrainSettings
    out : Path
        Gets ``config.json``, ``model.safetensors``, tokenizer files and ``pretraining.json`` (settings and losses).
    work : Path
        Of checkpoints; an interrupted run of the same texts and settings goes on from there, and a whole one removes its own.
    on_step : callable, optional
        Told after each step of the optimizer.

    Raises
    ------
    InputError
        If ``out`` holds something else, or there is too little text.
    MissingExtraError
        If torch or transformers is not installed.
    """
    check_folder(out)
    try:
        from fanzha.classifiers import masking, trainer
    except ImportError as error:
        raise MissingExtraError((error.name or "torch").partition(".")[0], "torch") from error
    # Equal texts go to the same side.
    held = [unit_hash(t, settings.seed) < settings.held_out for t in texts]
    learnt = [t for t, h in zip(texts, held, strict=True) if not h]
    tokenizer = build_tokenizer(learnt, settings.vocabulary, settings.min_count)
    rows, test = (
        pack(tokenizer, [t for t, h in zip(texts, held, strict=True) if h is side], settings.max_tokens)
        for side in (False, True)
    )
    if not len(rows) or not len(test):
        raise InputError(
            "pre-training needs text on both sides of the held-out split", f"{len(texts)} texts", "add plain text"
        )
    fresh = out.with_name(f".{out.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    run = work / _digest(rows, test, tokenizer, settings)
    parameters, before, after = masking.train(rows, test, tokenizer, settings, run, fresh, on_step)
    result = Pretrained(len(learnt), int((rows != PAD).sum()), parameters, before, after)
    report = {"settings": settings.model_dump(mode="json"), **asdict(result)}
    (fresh / _REPORT).write_text(json.dumps(report, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    if out.exists():
        shutil.rmtree(out)
    fresh.replace(out)
    trainer.remove_run(run)
    return result


def _digest(rows: NDArray[np.uint16], test: NDArray[np.uint16], tokenizer: Any, settings: PretrainSettings) -> str:
    """Name a run by all that it depends on, so that another one never goes on from its checkpoints."""
    known = hashlib.sha256(json.dumps(settings.model_dump(mode="json"), sort_keys=True).encode())
    known.update(tokenizer.to_str().encode() + rows.tobytes() + test.tobytes())
    return known.hexdigest()[:16]
