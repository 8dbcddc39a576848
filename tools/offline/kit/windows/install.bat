@echo off
rem Installs or upgrades; ASCII only up to the messages, which the code page below makes readable.
chcp 65001 >nul
setlocal
cd /d "%~dp0"
rem What is started from here is checked here; install.py then checks everything.
set "bad="
set "seen="
set "told=%TEMP%\jiefen-sum.txt"
for /f "tokens=1,2" %%a in ('findstr /c:" python/" /c:" install.py" SHA256SUMS') do for %%f in ("%%b") do (
    set "seen=yes"
    certutil -hashfile "%%~ff" SHA256 >"%told%" 2>nul
    findstr /i /c:"%%a" "%told%" >nul || set "bad=%%b"
)
del "%told%" 2>nul
if not defined seen set "bad=SHA256SUMS"
if defined bad (
    echo %bad%: 安装包不完整或被改过，什么都没有装。请重新拷一份，再解压一次。
    pause
    exit /b 2
)
python\python.exe -X utf8 -B install.py %*
set "code=%errorlevel%"
pause
exit /b %code%
