#!/bin/sh
# 离线安装或升级解纷 Lite；选项见 ./install.sh --help，步骤见 安装说明.txt。
set -eu
cd "$(dirname -- "$0")"

# 先核对每一个文件，再运行其中任何一个。
if ! sha256sum --check --strict --quiet SHA256SUMS; then
    echo "安装包不完整或被改过，什么都没有装。请重新拷一份，核对压缩包的 SHA-256 以后再解压。" >&2
    exit 2
fi

version=$(cat python/version.txt)
set -- install.py "$@"
python=""
for archive in python/*.tar.*; do
    [ -f "$archive" ] || continue
    unpacked=$(mktemp -d)
    trap 'rm -rf "$unpacked"' EXIT
    tar -xf "$archive" -C "$unpacked"
    for home in "$unpacked" "$unpacked"/* "$unpacked"/*/*; do
        if [ -x "$home/bin/python$version" ]; then
            python=$home/bin/python$version
            set -- "$@" --python-home "$home"
            break
        fi
    done
done
if [ -z "$python" ]; then
    for name in "python$version" python3; do
        if "$name" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
            python=$name
            break
        fi
    done
fi
if [ -z "$python" ]; then
    echo "这个安装包要用系统自带的 Python $version，这里没有。请装好它，或者改用带 Python 的安装包。" >&2
    exit 2
fi
"$python" -I -B "$@"
