"""Commands around transformers: pre-train an encoder, let any model teach the linear one."""

from __future__ import annotations

import argparse
import json
import shutil
import time

from fanzha import bundle, taxonomy
from fanzha.classifiers.pretraining import PretrainSettings, check_folder, pretrain, read_plain
from fanzha.cli.console import progress, say
from fanzha.cli.models import read_texts
from fanzha.config import load_pipeline
from fanzha.distillation import distil, teach
from fanzha.resources import load_config
from fanzha.training import card, fingerprint


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
    shutil.rmtree(work, ignore_errors=True)
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
    with progress("teaching", len(plain), "text") as done:
        taught = teach(teacher.classifier, plain, classes, args.weight, done)
    with progress("training", unit="fold") as done:
        trained = distil(labelled.texts, taught, config.linear, done, **config.decide.model_dump())
    facts = {
        "data": f"{labelled.texts.num_rows} texts of {len(set(labelled.texts.column('source').to_pylist()))} source(s)",
        "data fingerprint": fingerprint(labelled.texts),
        "teacher": f"{teacher.version}, on {len(taught.texts)} unlabelled texts of weight {args.weight:g}",
        "labels": args.labels,
        "settings": json.dumps(config.linear.model_dump(mode="json")),
    }
    metrics = {"held_out": trained.held_out.as_json(), "across_sources": trained.across_sources}
    text = card(args.out.name, facts, trained.held_out, trained.title, trained.rule)
    made = bundle.save(args.out, trained.classifier, trained.rule, types, metrics, text)
    say(f"learnt from {len(taught.texts)} of {len(plain)} unlabelled texts as {teacher.version} sees them")
    say(f"{trained.title}: n {trained.held_out.n}, macro-F1 {trained.held_out.macro_f1:.4f}")
    say(f"bundle {made.version} in {args.out}")
