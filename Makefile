# `make help` says what there is. Nothing here needs root, and nothing need be started beforehand.
# With another Python: `make test PYTHON=/usr/bin/python3 VENV=.venv-system`, whatever the target.
VENV ?= .venv
BIN := $(VENV)/bin
ARTICLES ?= samples
PYTEST_ARGS ?=
SHARED ?= ../shared
export VENV

.DEFAULT_GOAL := help
.PHONY: help demo up dev test unit fix lint types imports tests chaos bench bench-aeo bench-concurrency bench-delivery bench-detector bench-desk docs docs-reference load lock env env-test clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

demo: env ## The whole pipeline on the sample articles; ARTICLES=folder for your own
	@$(BIN)/copydesk demo $(ARTICLES)

up: env ## Run the pipeline in the foreground until Ctrl-C
	@$(BIN)/copydesk up

dev: env-test ## The pipeline with every worker restarted when the code changes
	@$(BIN)/python -m app.embedded.dev

test: env-test ## Everything that this machine can check: style, types, imports, tests
	@scripts/check $(PYTEST_ARGS)

unit: env-test ## Unit tests alone, in under a minute; PYTEST_ARGS="-k name"
	@$(BIN)/python -m pytest tests/unit --numprocesses=auto -p no:schemathesis --quiet $(PYTEST_ARGS)

fix: env-test ## Fix style: ruff's safe fixes, then the formatter
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

lint: env-test ## Style alone
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: env-test ## Types alone
	@$(BIN)/mypy

imports: env-test ## Who may import whom
	@$(BIN)/lint-imports

tests: env-test ## Tests alone; PYTEST_ARGS="-k name"
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

.PHONY: test-pythons
test-pythons: ## Unit tests with the oldest and the newest other Python here; PYTHONS="python3.12 ..."
	@scripts/check_pythons $(PYTEST_ARGS)

chaos: env-test ## Break what can be broken for MINUTES (30) and audit what is left, as a table
	@$(BIN)/python -m tests.chaos --minutes $${MINUTES:-30} --quiet

bench-delivery: env-test ## Cost, latency and recovery of delivery; PEERS=python of an environment with peers
	@$(BIN)/python -m bench.delivery $${PEERS:+--peers $$PEERS}

bench: env-test ## Everything measured side by side, delivery with its table of promises last; SHARED=folder with articles and data
	@$(BIN)/python bench/parse.py $(SHARED)/articles
	@$(BIN)/python bench/check.py $(SHARED)/articles
	@$(BIN)/python bench/facts.py --shared $(SHARED)
	@$(BIN)/python bench/rewrite_input.py $(SHARED)/articles
	@$(MAKE) --no-print-directory bench-aeo bench-rewrite bench-delivery

bench-aeo: env-test ## How well the AEO score follows measured shares; GRADER=python of an environment with the peer
	@$(BIN)/python -m bench.aeo $${GRADER:+--grader $$GRADER}

.PHONY: bench-rewrite
bench-rewrite: env-test ## How many slow calls a rewrite worker holds, and how well it uses an allowance
	@$(BIN)/python -m bench.rewrite

DATA ?= ../shared/data
bench-concurrency: env-test ## What more processes bring, for a queue that computes and one that waits
	@$(BIN)/python -m bench.concurrency

load: env-test ## A load test of a pipeline of its own; RATE=4 SECONDS=30
	@$(BIN)/python scripts/load_test.py --own --rate $${RATE:-4} --seconds $${SECONDS:-30}

bench-desk: env-test ## How quick the pages are with a million submissions (needs PostgreSQL)
	@$(BIN)/python -m bench.desk

bench-detector: env-test ## How good and how fast the detector is; DATA=folder of texts
	@scripts/bootstrap training
	@$(BIN)/python -m bench.detector $(DATA)

docs: env-test ## The documentation as pages in site/
	@$(BIN)/mkdocs build --quiet --clean

docs-reference: env ## Write the pages that are generated from the code
	@$(BIN)/python -m app.evaluation.aeo.reference > docs/reference/checks.md
	@$(BIN)/python -m app.config.settings > docs/reference/settings.md
	@$(BIN)/python -m celery_worker.reference > docs/reference/operations.md
	@$(BIN)/python -m app.web reference > docs/reference/api.md
	@$(BIN)/python -m app.cli.reference > docs/reference/cli.md
	@$(BIN)/python scripts/rooms.py > docs/pictures/rooms.svg

lock: ## Choose the newest versions that pyproject.toml allows (needs uv)
	@scripts/lock

env: ## The environment for running
	@scripts/bootstrap runtime

env-test: ## The environment for testing
	@scripts/bootstrap test

clean: ## Remove what the commands above made
	@rm -rf .venv .venv-* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist demo-output
