"""Commands around transformers: pre-train an encoder, let any model teach the linear one."""

from __future__ import annotations

import argparse
import time

from fanzha import bundle, taxonomy
from fanzha.classifiers.pretraining import PretrainSettings, check_folder, pretrain, read_plain
from fanzha.cli.console import progress, say
from fanzha.cli.models import keep_model, read_texts, tell_kept
from fanzha.config import load_pipeline
from fanzha.distillation import apart, distil, teach
from fanzha.resources import load_config


def pretrain_encoder(args: argparse.Namespace) -> None:
    """``fanzha pretrain``."""
    settings = load_config(PretrainSettings, "models/pretrain.yaml", args.config)
    check_folder(args.out)
    with progress("reading", unit="text") as done:
        texts = list(read_plain(args.text, done))
    # An interrupted run goes on from what it left here.
    work = args.out.with_name(f".{args.out.name}.work")
    start = time.monotonic()
    with progress("pre-training", unit="step") as done:
        made = pretrain(texts, settings, args.out, work, done)
    tell_kept(work)
    say(f"pre-trained in {time.monotonic() - start:.0f} s on {made.texts} texts, {made.tokens} tokens")
    say(f"held-out loss {made.loss_before:.3f} before, {made.loss_after:.3f} after")
    say(f"encoder of {made.parameters / 1e6:.1f} M parameters in {args.out}")


def distil_model(args: argparse.Namespace) -> None:
    """``fanzha distil``."""
    config, types, teacher = load_pipeline(args.config), taxonomy.load(), bundle.load(args.teacher)
    bundle.check_target(args.out)
    labelled = read_texts(args.data, types if args.labels == "national" else None)
    classes = sorted(set(labelled.texts.column("label").to_pylist()))
    with progress("reading", unit="text") as done:
        plain = list(read_plain(args.text, done))
    unlabelled = apart(plain, labelled.texts)
    with progress("teaching", len(unlabelled), "text") as done:
        taught = teach(teacher.classifier, unlabelled, classes, args.weight, done)
    with progress("training", unit="fold") as done:
        trained = distil(labelled.texts, taught, config.linear, done, **config.decide.model_dump())
    say(f"learnt from {len(taught.texts)} of {len(plain)} unlabelled texts as {teacher.version} sees them")
    told = f"{teacher.version}, on {len(taught.texts)} unlabelled texts of weight {args.weight:g}"
    keep_model(args, config, types, labelled, trained, {"teacher": told})
