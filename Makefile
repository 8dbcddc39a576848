# Every target is a command of run.py, which also works where there is no make.
PYTHON ?= python3

.PHONY: run test test-slow bench lint messages pictures reference
run test test-slow bench lint messages pictures reference:
	$(PYTHON) run.py $@
