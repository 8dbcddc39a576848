@echo off
rem Run once as administrator: the pages start whenever this account signs in. Undo: autostart.bat off
chcp 65001 >nul
if "%1"=="off" (
    schtasks /delete /tn "jiefen-lite" /f
) else (
    schtasks /create /f /tn "jiefen-lite" /sc onlogon /ru "%USERNAME%" /it /tr "\"%~dp0start.bat\" task"
)
pause
