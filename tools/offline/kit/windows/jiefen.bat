@echo off
rem Runs one command, such as: jiefen doctor. The centre's folder stands in center.txt.
chcp 65001 >nul
setlocal
set /p version=<"%~dp0current.txt"
if not defined JIEFEN_CENTER if exist "%~dp0center.txt" set /p JIEFEN_CENTER=<"%~dp0center.txt"
"%~dp0versions\%version%\python\python.exe" -X utf8 -m jiefen_lite.cli %*
exit /b %errorlevel%
