# Two commands on a fresh machine with Python 3.11 or newer and make:
#   make demo    set up, run the main job on examples/, say where the exhibit is
#   make test    set up, then every check and every test
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
SETUP  := pyproject.toml $(wildcard requirements/*.lock)

.PHONY: demo test check lint docs bench bench-text bench-image bench-calibration clean

demo: $(VENV)/.base
	rm -rf demo-case
	$(BIN)/sidebyside compare examples/works examples/outputs --out demo-case
	$(BIN)/sidebyside exhibit demo-case --lang en --lang zh-Hant --title "The example: two stories and five pictures"
	$(BIN)/sidebyside verify demo-case/exhibit
	@echo
	@echo "The exhibit is in demo-case/exhibit: open exhibit.en.html or exhibit.zh-Hant.html in a browser."

test: lint
	$(BIN)/python -m pytest

check: test

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: $(VENV)/.dev .venv-peers/.done
	$(BIN)/python -m bench

bench-text: $(VENV)/.dev .venv-peers/.done
	$(BIN)/python -m bench text

bench-image: $(VENV)/.dev .venv-peers/.done
	$(BIN)/python -m bench image

bench-calibration: $(VENV)/.dev .venv-peers/.done
	$(BIN)/python -m bench.calibration

.venv-peers/.done: requirements/peers.lock
	test -d .venv-peers || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/peers.lock
	touch $@

$(VENV)/.base: $(SETUP)
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "needs Python 3.11 or newer, this is %d.%d; try: make PYTHON=python3.11" % v[:2])'
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/base.lock
	$(PIP) install --require-hashes --no-deps --ignore-requires-python -r requirements/carriers.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.base
	$(PIP) install --require-hashes -r requirements/dev.lock
	touch $@

clean:
	rm -rf $(VENV) .venv-peers demo-case site build dist
