# Two commands: `make run` opens Assemblage on this machine, `make test` checks everything.
PY ?= python3
RUN := .venv/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes

.PHONY: run test lint messages journal bench shake
run: .venv/.run
	@DEMO=$${DEMO-1} exec $(RUN) manage.py serve $(ARGS)

test: .venv/.test
	@$(RUN) -m tests.everything $(ARGS)

.venv/bin/python:
	$(PY) -m venv .venv

.venv/.run: requirements/base.txt | .venv/bin/python
	$(PIP) -r $<
	@touch $@

.venv/.test: requirements/test.txt | .venv/bin/python
	$(PIP) -r $<
	@touch $@ .venv/.run

# What a maintainer runs now and then.
lint: .venv/.test
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports
	find templates -type f | xargs .venv/bin/djade --target-version 5.2 --check
	find templates -name '*.html' | xargs .venv/bin/djangofmt --check

messages: .venv/.test
	$(RUN) -m tools.messages

journal: .venv/.test
	$(RUN) -m tools.journal

bench: .venv/.test
	$(RUN) -m benchmarks.count && $(RUN) -m benchmarks.rounds && $(RUN) -m benchmarks.ballots && $(RUN) -m benchmarks.live && $(RUN) -m benchmarks.pages && $(RUN) -m benchmarks.register && $(RUN) -m benchmarks.imports

shake: .venv/.test
	@SEED=$(SEED) MINUTES=$(MINUTES) $(RUN) -m tests.faults.shake
