@echo off
rem Starts the demo centre on Windows: finds a Python and hands over to run.py.
chcp 65001 >nul
cd /d "%~dp0"
set "PYTHONUTF8=1"
where py >nul 2>nul && py -3 -c "import sys" >nul 2>nul && (
    py -3 run.py %*
    goto end
)
where python >nul 2>nul && python -c "import sys" >nul 2>nul && (
    python run.py %*
    goto end
)
echo 没有找到 Python。请到 https://www.python.org/downloads/ 下载 3.11 或更新的版本，
echo 安装时勾选 “Add python.exe to PATH”，装好后再双击本文件。
:end
pause
