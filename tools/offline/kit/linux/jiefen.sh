#!/bin/sh
# 运行一条命令，例如 jiefen doctor；中心文件夹写在旁边的 center.txt 里。
here='@FOLDER@'
if [ -z "${JIEFEN_CENTER:-}" ] && [ -f "$here/center.txt" ]; then
    JIEFEN_CENTER=$(cat "$here/center.txt")
    export JIEFEN_CENTER
fi
exec "$here/versions/$(cat "$here/current.txt")/venv/bin/jiefen" "$@"
