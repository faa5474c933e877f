#!/usr/bin/env bash
# Make .venv from the pinned versions: `make setup`. PYTHON=... chooses the interpreter.
# What is missing is named in plain words, with the command that installs it.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv

fail() { # fail CHINESE ENGLISH [COMMAND]
    printf '\n%s\n%s\n' "$1" "$2" >&2
    if [ $# -gt 2 ]; then printf '    %s\n' "$3" >&2; fi
    exit 1
}

check_folder() {
    if [ ! -w . ]; then
        fail "这个文件夹不能写入（$PWD），无法在其中安装。请复制到可写的位置，在那里再执行一次：" \
            "This folder cannot be written to ($PWD), so nothing can be set up in it. Copy it elsewhere and run there:" \
            "cp -r \"$PWD\" ~/huiying && cd ~/huiying && make demo"
    fi
}

runs_and_is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local name
    for name in python3 python3.11 python3.12 python3.13; do
        # A version manager may put a name on PATH that does not run, so each one is tried.
        if command -v "$name" >/dev/null && runs_and_is_new_enough "$name"; then
            echo "$name"
            return
        fi
    done
}

check_python() {
    local seen
    if [ -z "${PYTHON:-}" ]; then PYTHON=$(find_python); fi
    if [ -z "$PYTHON" ]; then
        seen=$(python3 --version 2>/dev/null || echo "none")
        fail "需要 Python 3.11 或更新的版本，本机没有（现有：$seen）。" \
            "Python 3.11 or newer is needed and not found (found: $seen). On Debian 12, Ubuntu 24.04 or newer:" \
            "sudo apt-get install python3 python3-venv"
    fi
    if ! runs_and_is_new_enough "$PYTHON"; then
        seen=$("$PYTHON" --version 2>/dev/null || echo "?")
        fail "需要 Python 3.11 或更新的版本；指定的 $PYTHON 不能运行或版本过旧（$seen）。" \
            "Python 3.11 or newer is needed; $PYTHON does not run or is too old ($seen). Choose another by PYTHON=..., or:" \
            "sudo apt-get install python3 python3-venv"
    fi
}

check_venv_module() {
    local version
    # Debian ships venv without ensurepip until python3-venv is installed.
    if ! "$PYTHON" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        fail "这个 Python（$PYTHON，$version）缺少 venv 模块（ensurepip），无法建立虚拟环境。" \
            "This Python ($PYTHON, $version) lacks its venv module (ensurepip). On Debian and Ubuntu:" \
            "sudo apt-get install python${version}-venv"
    fi
}

make_venv() {
    # An environment whose interpreter is gone or too old (an upgraded machine) is made anew.
    if [ -e "$VENV" ] && ! runs_and_is_new_enough "$VENV/bin/python"; then rm -rf "$VENV"; fi
    if [ ! -x "$VENV/bin/pip" ]; then
        check_python
        check_venv_module
        echo "建立虚拟环境 $VENV（$("$PYTHON" --version)）……"
        "$PYTHON" -m venv "$VENV"
    fi
}

install_packages() {
    local log
    log=$(mktemp)
    trap 'rm -f "$log"' RETURN
    echo "按 constraints.txt 安装 Python 依赖……"
    # The second variable is read by newer versions of pip for what a package needs to be built,
    # the first by older ones; so the build tools are pinned too.
    if PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
        PIP_DISABLE_PIP_VERSION_CHECK=1 \
        "$VENV/bin/python" -m pip install --quiet --quiet -e '.[dev]' 2> >(tee "$log" >&2); then
        return
    fi
    if grep -qE 'Could not find a version|No matching distribution|NewConnectionError|Max retries|ProxyError|Temporary failure' "$log"; then
        fail "Python 软件源不可用，或其中没有上面所列的版本。请先查看本机 pip 的设置：" \
            "The Python package registry cannot be reached, or lacks the version named above. See how pip is set up here:" \
            "$VENV/bin/python -m pip config debug"
    fi
    fail "Python 依赖安装失败，原因见上。修正后再执行：" \
        "The Python packages could not be installed; the reason stands above. Then run again:" \
        "make setup"
}

check_folder
make_venv
install_packages
touch "$VENV/.installed"
