#!/bin/sh
# 启动网页服务；监听哪里、用不用 https 写在旁边的 serve.txt 里。按 Ctrl+C 停止。
here='@FOLDER@'
# shellcheck disable=SC2046  # the options are words
exec "$here/jiefen" serve $(cat "$here/serve.txt")
