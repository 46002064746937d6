# Every command that works on the project. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
UV_FOLDER := .tools/uv
UV := $(shell command -v uv 2>/dev/null || echo $(UV_FOLDER)/bin/uv)
PYTHON ?= python3
RUN := .venv/bin
BOT := bot/.venv/bin
# Files of tests go side by side, in the order of their names: what needs an event loop of its own
# comes before the browser, which keeps one running in its process.
SIDE_BY_SIDE ?= -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: help install demo train run test test-core test-bot storm many mutants audit year check format strings bench screenshots clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | column -t -s '|'

install: .venv/.installed bot/.venv/.installed locales/.compiled ## Make both environments and compile the catalogs

# uv makes both environments; where it is missing, it comes from PyPI into a folder of the project's.
$(UV_FOLDER)/bin/uv:
	@echo "Getting uv …"
	@$(PYTHON) -m venv $(UV_FOLDER)
	@$(UV_FOLDER)/bin/pip install --quiet --disable-pip-version-check uv

.venv/.installed: pyproject.toml uv.lock $(filter $(UV_FOLDER)/bin/uv,$(UV))
	@echo "Making the helpline's environment (Python 3.12) …"
	@$(UV) sync --frozen --python 3.12
	@touch $@

bot/.venv/.installed: bot/pyproject.toml bot/uv.lock $(filter $(UV_FOLDER)/bin/uv,$(UV))
	@echo "Making the bot's environment (Python 3.10, Rasa; about 2.5 GB) …"
	@$(UV) sync --frozen --project bot --python 3.10
	@touch $@

locales/.compiled: .venv/.installed $(wildcard locales/*/LC_MESSAGES/*.po)
	@$(RUN)/helpline catalogs compile
	@touch $@

train: install ## Train the bot, if its data, domain or code have changed
	@$(RUN)/helpline train

demo: train ## Try it all on this machine: a phone and the console in the browser, no account needed
	@exec $(RUN)/helpline demo

run: train ## Run everything for real, from .env
	@exec $(RUN)/helpline up

test: test-core test-bot ## Run every test

test-core: train
	$(RUN)/python -m pytest $(SIDE_BY_SIDE)

test-bot: train
	$(BOT)/python -m pytest tests/bot
	PYTHONPATH=. PYTHONWARNINGS=ignore RASA_TELEMETRY_ENABLED=false $(BOT)/rasa test core --model models \
		--stories tests/bot/stories --endpoints endpoints.yml --out .rasa/results --fail-on-prediction-errors

storm: train ## Let a thousand messages come in while processes are killed (about ten minutes a database)
	HELPLINE_STORM=1 $(RUN)/python -m pytest tests/end_to_end/test_storm.py

year: install ## Count an invented year of 20,000 cases twice, in two ways, and say how long it takes
	$(RUN)/python -m bench.year
	HELPLINE_YEAR=20000 $(RUN)/python -m pytest tests/helpline/reports/test_independently.py

many: install ## Rotate keys and purge over a hundred thousand messages, killed three times on the way
	HELPLINE_MANY=100000 $(RUN)/python -m pytest tests/security/test_many_messages.py --durations=8

mutants: install ## See whether tests notice when what must not be wrong is changed (hours)
	-nice -n 19 $(RUN)/python -m mutmut run --max-children 1
	$(RUN)/python -m mutmut results

audit: ## Ask which libraries of both environments have known faults (needs the network)
	@UV="$(UV)" $(RUN)/python -m bench.audit $(AUDIT)

check: install ## Format, lint, types, catalogs, law files, Rasa's data
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/helpline catalogs check
	@set -o pipefail; $(RUN)/helpline law check | tail -n 6
	$(RUN)/helpline nlu check --no-warnings
	$(RUN)/helpline nlu validate

format: install ## Format the code
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

strings: install ## Bring the catalogs in step with the sentences
	$(RUN)/helpline catalogs update

bench: train ## Take the figures of docs/performance.md, beside Rasa's own Twilio channel (some twelve minutes; the first time it trains that too)
	$(RUN)/python -m bench

screenshots: install locales/.compiled ## Take the pictures of docs/screenshots anew
	$(RUN)/python -m bench.screenshots

clean: ## Remove what was built; the demo's data too
	rm -rf .venv bot/.venv .tools .rasa .bench models var locales/.compiled
