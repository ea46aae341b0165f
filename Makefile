# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup run test lint bench soak clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(STAMP)

run: setup ## set up, start Apache Kafka and the pipeline, feed the sample articles, print each event
	@exec $(BIN)/sitrep run --demo

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint ## set up and pass every test, Apache Kafka included
	PYTHONHASHSEED=0 $(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not timed"
	PYTHONHASHSEED=0 $(BIN)/python -m pytest -q -m timed

bench: setup ## latency, speed, linking cost, delivery; ratios against a reference in the same run
	$(BIN)/python -m tests.bench

soak: setup ## the long promises: kills in mid-stream, replays; half an hour
	$(BIN)/python -m tests.bench.soak

clean:
	rm -rf .venv build *.egg-info
