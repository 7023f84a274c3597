# verify and test set up a .venv of their own; MATLAB=live|saved|both asks for certain references.
PYTHON ?= python3
MATLAB ?= auto
BIN = .venv/bin
# Many processes are started below; where nothing may be kept of what Python compiles, each compiles the package anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: verify test octave fixtures article docs bench bench-check bench-all lint

verify: .venv/installed
	$(BIN)/matdrop verify --own --reference $(MATLAB)

test: .venv/installed
	$(BIN)/python -m pytest -n auto --dist worksteal --matlab=$(MATLAB)

octave:
	@if command -v octave-cli octave >/dev/null; then echo "GNU Octave is installed"; \
	elif command -v apt-get >/dev/null; then $(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends octave; \
	elif command -v dnf >/dev/null; then $(SUDO) dnf install -y octave; \
	elif command -v pacman >/dev/null; then $(SUDO) pacman -S --noconfirm octave; \
	elif command -v brew >/dev/null; then brew install octave; \
	else echo "no known package manager: see https://octave.org/download" >&2; exit 2; fi
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)

fixtures: .venv/installed
	$(BIN)/matdrop fixtures record --own

article: .venv/installed
	$(BIN)/python -m matdrop.article

docs: .venv/installed
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

bench: .venv/installed
	$(BIN)/python -m benchmarks.summary

bench-check: .venv/installed
	$(BIN)/python -m benchmarks.summary --check

bench-all: .venv/installed
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.streams
	$(BIN)/python -m benchmarks.verify
	$(BIN)/python -m benchmarks.jobs
	$(BIN)/python -m benchmarks.trace
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.dropout

lint: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/numpydoc lint $$(git ls-files 'matdrop/*.py')

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[fast,plot,dask,docs,test]"
	touch $@
