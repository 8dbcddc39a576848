@echo off
rem Starts the pages; where they listen stands in serve.txt. Close the window to stop them.
setlocal
set /p options=<"%~dp0serve.txt"
call "%~dp0jiefen.bat" serve %options%
if not "%1"=="task" pause
