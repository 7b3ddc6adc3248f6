# `make help` lists the targets. Nothing here needs root or a running service.
# With another Python: `make test PYTHON=/usr/bin/python3 VENV=.venv-system`, whatever the target.
VENV ?= .venv
BIN := $(VENV)/bin
ARTICLES ?= samples
PYTEST_ARGS ?=
SHARED ?= ../shared
export VENV

.DEFAULT_GOAL := help
.PHONY: help demo up dev test unit fix lint types imports tests chaos bench bench-aeo bench-concurrency bench-delivery bench-detector bench-desk docs docs-reference load lock env env-test clean

help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

demo: env ## Run the whole pipeline on the sample articles; ARTICLES=folder for your own
	@$(BIN)/copydesk demo $(ARTICLES)

up: env ## Run the pipeline in the foreground until Ctrl-C
	@$(BIN)/copydesk up

dev: env-test ## Run the pipeline and restart every worker when the code changes
	@$(BIN)/python -m app.embedded.dev

test: env-test ## Run every check that this machine can: style, types, imports, tests
	@scripts/check $(PYTEST_ARGS)

unit: env-test ## Run only the unit tests, in under a minute; PYTEST_ARGS="-k name"
	@$(BIN)/python -m pytest tests/unit --numprocesses=auto -p no:schemathesis --quiet $(PYTEST_ARGS)

fix: env-test ## Fix style: ruff's safe fixes, then the formatter
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

lint: env-test ## Check only style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: env-test ## Check only types
	@$(BIN)/mypy

imports: env-test ## Check which module may import which
	@$(BIN)/lint-imports

tests: env-test ## Run only the tests; PYTEST_ARGS="-k name"
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

.PHONY: test-pythons
test-pythons: ## Unit tests with the oldest and the newest other Python here; PYTHONS="python3.12 ..."
	@scripts/check_pythons $(PYTEST_ARGS)

chaos: env-test ## Inject failures for MINUTES (30) and audit the result, as a table
	@$(BIN)/python -m tests.chaos --minutes $${MINUTES:-30} --quiet

bench-delivery: env-test ## Measure cost, latency and recovery of delivery; PEERS=python of an environment with peers
	@$(BIN)/python -m bench.delivery $${PEERS:+--peers $$PEERS}

bench: env-test ## Run all side-by-side measurements, ending with delivery's table of guarantees; SHARED=folder with articles and data
	@$(BIN)/python bench/parse.py $(SHARED)/articles
	@$(BIN)/python bench/check.py $(SHARED)/articles
	@$(BIN)/python bench/facts.py --shared $(SHARED)
	@$(BIN)/python bench/rewrite_input.py $(SHARED)/articles
	@$(MAKE) --no-print-directory bench-aeo bench-rewrite bench-delivery

bench-aeo: env-test ## Measure how well the AEO score follows measured shares; GRADER=python of an environment with the peer
	@$(BIN)/python -m bench.aeo $${GRADER:+--grader $$GRADER}

.PHONY: bench-rewrite
bench-rewrite: env-test ## Measure how many slow calls a rewrite worker sustains, and how well it uses its rate limit
	@$(BIN)/python -m bench.rewrite

DATA ?= ../shared/data
bench-concurrency: env-test ## Measure the gain from more processes, for a CPU-bound and an I/O-bound queue
	@$(BIN)/python -m bench.concurrency

load: env-test ## Load-test a separate pipeline; RATE=4 SECONDS=30
	@$(BIN)/python scripts/load_test.py --own --rate $${RATE:-4} --seconds $${SECONDS:-30}

bench-desk: env-test ## Measure page times with a million submissions (needs PostgreSQL)
	@$(BIN)/python -m bench.desk

bench-detector: env-test ## Measure the detector's quality and speed; DATA=folder of texts
	@scripts/bootstrap training
	@$(BIN)/python -m bench.detector $(DATA)

docs: env-test ## Build the documentation into site/
	@$(BIN)/mkdocs build --quiet --clean

docs-reference: env ## Regenerate the reference pages from the code
	@$(BIN)/python -m app.evaluation.aeo.reference > docs/reference/checks.md
	@$(BIN)/python -m app.config.settings > docs/reference/settings.md
	@$(BIN)/python -m celery_worker.reference > docs/reference/operations.md
	@$(BIN)/python -m app.web reference > docs/reference/api.md
	@$(BIN)/python -m app.cli.reference > docs/reference/cli.md
	@$(BIN)/python scripts/rooms.py > docs/pictures/rooms.svg

lock: ## Lock the newest versions that pyproject.toml allows (needs uv)
	@scripts/lock

env: ## Set up the environment for running
	@scripts/bootstrap runtime

env-test: ## Set up the environment for testing
	@scripts/bootstrap test

clean: ## Remove everything that these targets created
	@rm -rf .venv .venv-* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist demo-output
