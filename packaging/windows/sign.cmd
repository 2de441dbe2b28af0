@echo off
rem Optional: signs both programs in the folder given. SIGN_CERTIFICATE is a .pfx file, SIGN_PASSWORD its password.
signtool sign /f "%SIGN_CERTIFICATE%" /p "%SIGN_PASSWORD%" /fd sha256 /tr http://timestamp.digicert.com /td sha256 "%~1\backfill-assistant.exe" "%~1\backfill-assistant-cli.exe"
