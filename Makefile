# Two commands: `make run` opens Assemblage on this machine, `make test` checks everything.
PY ?= python3
RUN := .venv/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes

.PHONY: run test lint messages lock bench clean
run: .venv/.run
	@exec $(RUN) manage.py serve $(ARGS)

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
