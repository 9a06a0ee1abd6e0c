# `make help` lists the targets. Stamps in .venv and frontend/ remember what is up to date.
BIN := .venv/bin
FRONTEND := $(shell find frontend -name node_modules -prune -o -type f -print 2>/dev/null)
ISLANDS := callout/static/build/.built
LOCK := $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run islands test lint format messages check-messages check-islands unit e2e docs bench-main bench-pages bench-sync lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up what is missing, then serve with demo data at http://localhost:8000
	@$(MAKE) --no-print-directory --jobs=2 .venv/.run islands
	@CALLOUT_LOG_FORMAT=$${CALLOUT_LOG_FORMAT:-text} $(BIN)/callout run --demo

islands: $(ISLANDS) ## Build the browser's programs into callout/static/build

test: ## Everything that has to be green: lint, translations, tests, browser tests
	@$(MAKE) --no-print-directory --jobs=2 .venv/.dev islands
	@$(MAKE) --no-print-directory lint check-messages check-islands unit e2e

lint: .venv/.dev ## ruff, mypy, djlint, import contracts, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet callout packs
	$(BIN)/lint-imports --no-cache
	CALLOUT_DATA=var/test $(BIN)/callout manage makemigrations --check --dry-run
	PYTHONPATH=. CALLOUT_DATA=var/test CALLOUT_LOG_LEVEL=WARNING DJANGO_SETTINGS_MODULE=tools.lint_settings $(BIN)/callout manage lintmigrations

format: .venv/.dev ## Put code and imports into the common form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/.dev ## Add new texts to the translation files and compile them
	$(BIN)/python tools/translations.py update
	$(BIN)/python -m callout.runtime.messages

check-messages: .venv/.dev ## Every text has its Chinese
	$(BIN)/python tools/translations.py check

check-islands: islands ## Types and size of the browser's programs
	tools/npm.sh run check
	tools/npm.sh run budget

unit: .venv/.dev islands ## Tests without a browser
	$(BIN)/python -m callout.runtime.messages
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

e2e: .venv/.dev islands ## Tests in a browser
	$(BIN)/python -m callout.runtime.messages
	$(BIN)/pytest e2e -n 3 --dist worksteal $(ARGS)

docs: .venv/.dev ## Build the guide into site/
	$(BIN)/mkdocs build --strict

bench-main: .venv/.dev ## The main job, side by side with others (ARGS="--seconds 20 --json")
	$(BIN)/python -m bench.main_job $(ARGS)

bench-pages: .venv/.dev islands ## The main pages at a million cases (ARGS="--rounds 30 --json")
	CALLOUT_DATA=var/bench $(BIN)/callout migrate
	CALLOUT_DATA=var/bench $(BIN)/python -m callout.runtime.beside $(BIN)/python -m bench.million
	CALLOUT_DATA=var/bench $(BIN)/python -m callout.runtime.beside $(BIN)/python -m bench.pages $(ARGS)

bench-sync: .venv/.dev ## 1,000 phones come back at once (ARGS="--devices 1000 --commands 40 --json")
	$(BIN)/python -m bench.sync $(ARGS)

lock: .venv/.dev ## Renew requirements/*.txt from the .in files
	cd requirements && ../$(LOCK) --upgrade --output-file run.txt base.in
	cd requirements && ../$(LOCK) --upgrade --output-file dev.txt dev.in

clean: ## Remove everything that can be made again; data in var/ stay
	rm -rf .venv frontend/node_modules callout/static/build staticfiles site e2e/out
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache callout.egg-info
	find callout packs -name '*.mo' -delete

.venv/.node: tools/setup.sh
	sh tools/setup.sh node
	@touch $@

.venv/.run: requirements/run.txt pyproject.toml tools/setup.sh | .venv/.node
	sh tools/setup.sh run
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml tools/setup.sh | .venv/.node
	sh tools/setup.sh dev
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json | .venv/.node
	tools/npm.sh ci --ignore-scripts --include=dev --no-audit --no-fund
	@touch $@

callout/static/build/.built: frontend/node_modules/.installed $(FRONTEND)
	tools/npm.sh run build
	@touch $@
