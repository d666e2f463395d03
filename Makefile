# Every target is a line or two; the work is done by tools/ and by the command `yinuo`.
.DEFAULT_GOAL := help
VENV ?= .venv
export YINUO_VENV = $(abspath $(VENV))
BOOTSTRAP = @sh tools/python.sh -m tools.bootstrap
# With PYTHON=… an environment that is already there is used as it is.
PY = @$(or $(PYTHON),$(VENV)/bin/python)
DEV = $(if $(PYTHON),,dev)
LOCK = @$(dir $(or $(PYTHON),$(VENV)/bin/python))uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.PHONY: help run dev test bench messages compile-messages format lock screenshots wheel clean

help:  ## Show what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "  make %-18s %s\n", $$1, $$2}'

run:  ## Serve Yinuo with a demo centre on 127.0.0.1 (PORT, DATABASE_URL)
	$(BOOTSTRAP) run

dev:  ## Install what developers need into .venv
	$(BOOTSTRAP) dev

test: $(DEV)  ## Check everything: style, types, imports, words, tests on both engines, journeys (SECTION="sqlite words")
	$(PY) -m tools.suite $(SECTION)

bench: $(DEV)  ## Measure: all of bench/, or one (BENCH=visit ARGS="--clients 8")
	$(PY) -m bench $(BENCH) $(ARGS)

messages: $(DEV)  ## Bring the catalogues up to the sources, fill 繁體 from 简体, compile
	$(PY) -m tools.messages update --fill-hant
	$(PY) -m tools.messages compile

compile-messages:  ## Compile the catalogues
	$(BOOTSTRAP) env

format: $(DEV)  ## Format the sources and mend what can be mended
	$(PY) -m ruff check --fix --quiet . ; $(or $(PYTHON),$(VENV)/bin/python) -m ruff format --quiet .

screenshots: $(DEV)  ## Take the pictures of the guide from a demo centre
	$(PY) -m tools.screenshots $(ARGS)

lock: $(DEV)  ## Lock the dependencies anew, with hashes and without addresses (ARGS=--upgrade)
	$(LOCK) pyproject.toml --group dev --group build $(ARGS) --output-file requirements-dev.lock
	$(LOCK) pyproject.toml --constraint requirements-dev.lock --output-file requirements.lock
	$(LOCK) --group build --constraint requirements-dev.lock --output-file requirements-build.lock

wheel:  ## Build the wheel into dist/
	$(BOOTSTRAP) env
	$(PY) -m tools.wheel

clean:  ## Remove what was made here, but not your data in var/
	rm -rf .venv node_modules build dist src/yinuo/core/ui/static/yinuo src/yinuo/_static .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests tools bench -name __pycache__ -prune -exec rm -rf {} + ; find src -name '*.mo' -delete
