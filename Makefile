# Every target is a line or two; the work is done by tools/.
.DEFAULT_GOAL := help
PYTHON ?= .venv/bin/python

.PHONY: messages compile-messages
messages:  ## Bring the catalogues up to the sources, fill 繁體 from 简体, compile
	$(PYTHON) tools/messages.py update --fill-hant
	$(PYTHON) tools/messages.py compile

compile-messages:  ## Compile the catalogues
	$(PYTHON) tools/messages.py compile
