# The front door. Each target is thin: it calls tools/, which say what they do.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo up status down clean test verify unit integration e2e test-long bench images plugin generate format mutants

# Resolved once, since the tools work in different directories.
export GHO_CACHE_DIR := $(shell tools/cache-dir.sh)
export NX_DAEMON := false
export NX_NO_CLOUD := true
export NX_TUI := false
# Node.js keeps what it compiled: eslint, tsc and jest start once for each of thirty projects.
export NODE_COMPILE_CACHE := $(CURDIR)/node_modules/.cache/node-compile

node := npx --no-install node
platform := $(node) --conditions=@gho-platform/source tools/src/platform/main.ts
tests := $(node) --conditions=@gho-platform/source tools/src/test-run/main.ts

help: ## Explain every target
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what a bare Debian machine lacks (packages, npm); does nothing when all is there
	@tools/setup.sh

demo: setup ## Start the platform, run the sample pipeline on real WHO records, show what came out
	@$(platform) demo

up: setup ## Start the cluster and install the platform, without a run
	@$(platform) up

status: setup ## Tell what runs and how to look at it
	@$(platform) status

down: setup ## Stop everything and leave nothing behind; data of local clusters is removed (CLUSTER_NAME: of that one)
	@$(platform) down

clean: down ## As down, and remove the caches (cluster binaries, images, Python environments)
	@$(platform) clean

test: setup ## Everything CI checks; the last line is "N passed, N failed"
	@$(tests) all

verify: setup ## Generated files, format, lint, types
	@$(tests) verify

unit: setup ## Unit tests of every project
	@$(tests) unit

integration: setup ## Tests against a real API server, PostgreSQL, S3 gateway and MLflow
	@$(tests) integration

e2e: setup ## Tests of the installed platform on a real kubelet; E2E_KEEP=1 keeps the cluster, E2E_OWN_CLUSTER=1 takes yours
	@$(tests) e2e

test-long: setup ## What takes too long for every change: 1.6 million random histories (MODEL_RUNS, MODEL_SECONDS), pairs of crashes, many seeds of faults (FAULT_SEED)
	@npx --no-install nx run-many -t model-long --parallel=1 --outputStyle=stream
	@$(tests) long

bench: setup ## Measure the operator and the data path; ARGS="scale --runs 500" measures one thing, ARGS=--help tells what
	@npx --no-install nx run bench:bench --outputStyle=stream -- $(ARGS)

images: setup ## Build every container image (nx run <name>:image builds one)
	@$(platform) images

plugin: setup ## Build the kubectl plugin "kubectl pipelines" and say where to put it
	@npx --no-install nx run kubectl-pipelines:bundle --outputStyle=static
	@echo 'Put both files into a folder of your PATH: install -m 755 apps/kubectl-pipelines/dist/kubectl* ~/.local/bin/'

generate: setup ## Write generated files anew from their sources
	@npx --no-install nx run-many -t generate

format: setup ## Format every file
	@npx --no-install prettier --write . --log-level warn

mutants: setup ## Break the control loops on purpose, one place at a time; the tests must notice
	@npx --no-install nx run-many -t mutants --parallel=1 --outputStyle=stream
