# What one does with Magpie. A fresh checkout needs python3 (3.11 or newer), make and git; the rest comes by itself.
#
#   make run       start everything (PORT, MAGPIE_HOME, MAGPIE_EMPTY=1)      make types     types of the API for the front end
#   make test      all tests (ARGS="-k name" for some)                       make messages  bring the translations in step
#   make check     style, types, layers, migrations, translations            make lock      choose new package versions
#   make bench     measure                                                   make soak      run for long under load
#   make screens   pictures of every page in docs/screens (ARGS="FOLDER NAME" for some)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := $(CURDIR)/.venv/bin
NPM := cd web && PATH="$(BIN):$$PATH" npm
MO := $(patsubst %.po,%.mo,$(wildcard magpie/locale/*/LC_MESSAGES/django.po))
ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

.DEFAULT_GOAL := run
.PHONY: run setup test test-python test-web check check-python check-web bench soak screens types messages lock clean

run: setup
	@exec $(BIN)/magpie serve

setup: .venv/.run web/dist/.built $(MO)

# ---- installing, each thing once

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Magpie needs Python 3.11 or newer; ask your administrator for python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Magpie needs Python 3.11 or newer; $(PYTHON) is older. Name another: make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy python3-venv; \
	  else \
	    echo "Python's venv module is missing. Ask your administrator for: apt-get install python3-venv"; exit 1; \
	  fi; }
	@echo "Making .venv …"
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing Python packages …"
	@$(BIN)/pip install -q --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --no-deps --no-index --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	@echo "Installing what development needs …"
	@$(BIN)/pip install -q --require-hashes -r requirements-dev.txt
	@touch $@

web/node_modules/.installed: web/package-lock.json | .venv/.run
	@echo "Installing front-end packages …"
	@$(NPM) ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

web/dist/.built: web/node_modules/.installed web/index.html web/package.json web/vite.config.ts web/tsconfig.json $(shell find web/src web/public web/widget -type f 2>/dev/null)
	@echo "Building the front end …"
	@$(NPM) run --silent build
	@$(BIN)/python -m whitenoise.compress -q web/dist/assets
	@touch $@

%.mo: %.po | .venv/.run
	@$(BIN)/python -m config.messages compile

# ---- working

test: test-python test-web

test-python: .venv/.dev web/dist/.built $(MO)
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

test-web: web/dist/.built
	$(NPM) test
	$(NPM) run --silent size

check: check-python check-web

check-python: .venv/.dev $(MO)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings config.settings
	$(BIN)/python -m config.messages check

check-web: .venv/.dev web/node_modules/.installed
	$(NPM) run --silent typecheck
	$(NPM) run --silent lint
	@$(BIN)/python -m config.openapi var/openapi.json
	@cd web && PATH="$(BIN):$$PATH" npx openapi-typescript ../var/openapi.json -o ../var/generated.ts >/dev/null
	@cmp -s var/generated.ts web/src/api/generated.ts || { echo "web/src/api/generated.ts is out of step with the API: make types"; exit 1; }

bench: .venv/.dev web/dist/.built $(MO)
	$(BIN)/python -m bench $(ARGS)

soak: .venv/.dev web/dist/.built
	$(BIN)/pytest tests/soak -s $(ARGS)

screens: .venv/.dev web/dist/.built $(MO)
	$(BIN)/python -m config.screens $(ARGS)

types: .venv/.dev web/node_modules/.installed
	@$(BIN)/python -m config.openapi var/openapi.json
	$(NPM) run --silent types

messages: .venv/.dev
	$(BIN)/python -m config.messages update
	$(BIN)/python -m config.messages compile

# ---- choosing versions (ARGS=--upgrade for the newest, ARGS="--upgrade-package django" for one)

LOCK := $(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

lock: | $(BIN)/python
	$(BIN)/pip install -q uv
	$(LOCK) $(ARGS) -o requirements.txt
	$(LOCK) $(ARGS) --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv web/node_modules web/dist build *.egg-info
