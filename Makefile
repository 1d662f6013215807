# Two commands do everything: `make run` (the main job) and `make test` (every test that this machine can run).
SHELL := /bin/bash
VENV ?= .venv
export MLFLOW_DISABLE_TELEMETRY := true
export DVC_NO_ANALYTICS := 1
export HF_HUB_DISABLE_TELEMETRY := 1
export DO_NOT_TRACK := 1
export PATH := $(abspath $(VENV))/bin:$(PATH)

.PHONY: help run setup setup-dev test lint bench lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

run: setup ## run the main job: ingest to warnings, results in out/
	@dvc repro && python pipelines/show.py

setup: ## install what the main job needs into .venv
	@scripts/setup.sh run

setup-dev: ## the same for tests and linters
	@scripts/setup.sh dev

test: setup-dev ## run every test that this machine can run
	@scripts/system.sh
	@python -m pytest -n 2 --dist loadgroup $(ARGS)

lint: setup-dev ## style, types, import layers
	@ruff check . && ruff format --check . && mypy && lint-imports

bench: ## compare with peers, and the batch job with plainer ways, in benchmarks/results (minutes; ARGS, SCALING and SUMMARIES pass arguments)
	@scripts/setup.sh bench
	@python -m benchmarks $(ARGS)
	@python -m benchmarks.scaling $(SCALING)
	@python -m benchmarks.summaries $(SUMMARIES)

lock: ## resolve the locks anew
	@scripts/lock.sh

clean: ## remove what the main job made
	@rm -rf out data mlruns mlflow.db .dvc/cache .dvc/tmp
