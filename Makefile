# `make` alone lists what there is. Nothing here needs to be run by hand before anything else:
# every target sets up what it uses, and only when the pins have changed.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL: # `check` ends with the tests, whatever -j says
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ASSETS := dashboard/static/vendor/manifest.json

# PYTHON=... chooses the interpreter for .venv; TESTS=... and WORKERS=... narrow `make test`;
# NAME=... `make bench`.
PYTHON ?=
TESTS ?=
WORKERS ?= 2
NAME ?=

.PHONY: help setup assets demo test check lint bench soak screenshots pin clean

help: ## 列出全部目标（本页）
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) $(ASSETS) ## 建立 .venv、下载页面资源，全部按锁定的版本

$(INSTALLED): pyproject.toml constraints.txt tools/setup.sh
	@PYTHON="$(PYTHON)" bash tools/setup.sh

assets: $(ASSETS) ## 只下载页面资源（htmx、Tabler、ECharts）和报告字体

$(ASSETS): package.json package-lock.json tools/assets.py | $(INSTALLED)
	@echo "下载页面资源和报告字体……"
	@$(BIN)/python tools/assets.py

demo: setup ## 在一座虚构的小镇上运行全套服务，不需要外网
	@$(BIN)/huiying demo

test: setup ## 运行全部测试；TESTS=tests/analysis 可缩小范围
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal $(TESTS)

check: lint test ## 提交前的全部检查：ruff、mypy --strict、import-linter、测试

lint: setup ## 只做静态检查
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup ## 性能测量；NAME=segmentation 只量一项
	@$(BIN)/huiying bench $(NAME)

soak: setup ## 长时间的故障与负载运行（标记为 soak 的测试）
	@$(BIN)/pytest -m soak $(TESTS)

screenshots: setup ## 用演示数据重拍 README 的截图（需要 Chromium 和中文字体）
	@$(BIN)/python -m tools.screenshots

pin: setup ## 按当前 .venv 重写 constraints.txt
	@$(BIN)/python tools/pin.py

clean: ## 删除 make 产生的一切；运营数据（huiying-home）不动
	rm -rf $(VENV) node_modules dashboard/static/vendor dist build
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
