# Firstcall: `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
# Written for GNU make 3.81 (macOS) and a plain POSIX shell.

BIN := .venv/bin

# The stamps carry a checksum, so that .venv is rebuilt when the lock's content or the folder's place changes,
# and not when git only touches a file's time.
LOCK_STAMP := .venv/locked-$(shell { pwd; cat requirements.lock; } | cksum | cut -d' ' -f1)
PROJECT_STAMP := .venv/installed-$(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)

.DEFAULT_GOAL := help
.PHONY: help setup run test check static audit bench chaos walk screenshots lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(PROJECT_STAMP) ## Build .venv from requirements.lock

$(LOCK_STAMP):
	@python="$$(scripts/python)" && \
	echo "Building .venv with $$("$$python" --version), about a minute the first time …" && \
	rm -rf .venv && "$$python" -m venv .venv
	@$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check \
		--require-hashes -r requirements.lock
	@touch $@

$(PROJECT_STAMP): $(LOCK_STAMP)
	@$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## Start the bot: with BOT_TOKEN the real one, without it a sandbox in the browser
	@exec $(BIN)/firstcall "$$($(BIN)/python -c 'from bot.config import usual_command; print(usual_command())')"

# A process a core, whole modules each, so that a module starts its browser or server once. In the order of their
# names: by number of tests the few that take a minute (tests/chaos) would come last, and all but one core wait.
WORKERS = --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# .ci/run names a file in PYTEST_CODE to learn pytest's own exit code: make turns every failure into 2.
test: setup ## Run every test, PostgreSQL and browser included
	@chromium="$$(scripts/browser)" || exit 1; \
	CHROMIUM="$$chromium" $(BIN)/python -m pytest $(WORKERS) $(PYTEST_ARGS); \
	code=$$?; [ -z "$(PYTEST_CODE)" ] || echo $$code > "$(PYTEST_CODE)"; exit $$code

check: static ## Format, lint, types, layers, content, then every test
	@$(MAKE) --no-print-directory test

static: setup
	@echo "Format and lint" && $(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@echo "Types" && $(BIN)/mypy --no-error-summary
	@echo "Layers" && $(BIN)/lint-imports --no-logo > .venv/layers.log || { cat .venv/layers.log; exit 1; }
	@echo "Content" && $(BIN)/firstcall check > .venv/content.log || { cat .venv/content.log; exit 1; }

audit: setup ## Ask for known vulnerabilities of every version in the lock (needs the network)
	@test -x .venv/audit/bin/pip-audit || { $(BIN)/python -m venv .venv/audit && \
		.venv/audit/bin/python -m pip install --quiet --no-input --disable-pip-version-check pip-audit; }
	.venv/audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements.lock

bench: setup ## Measure the scoring against its reference, then the whole bot from tap to screen
	@$(BIN)/python -m benchmarks.scoring_speed
	@$(BIN)/python -m benchmarks.end_to_end

chaos: setup ## Kill the bot, its database and its network while 200 people answer, for ten minutes or so
	@$(BIN)/python -m tests.chaos

walk: setup ## Let people do anything at all, step by step, in a hundred walks; takes half an hour or so
	@WALKS="$${WALKS:-1-100}" WALK_STEPS="$${WALK_STEPS:-300}" $(BIN)/python -m pytest \
		--numprocesses logical --maxprocesses 4 --dist load tests/e2e/fuzz/test_walk.py

screenshots: setup ## Make the README's pictures anew, from the real page
	@CHROMIUM="$$(scripts/browser)" && export CHROMIUM && $(BIN)/python -m tests.browser.screenshots

lock: ## Compile requirements.lock anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
		--no-header --python-version 3.11 --group dev pyproject.toml -o requirements.lock

clean: ## Remove .venv and caches; databases and .env stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
