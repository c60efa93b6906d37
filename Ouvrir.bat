@echo off
rem Double-clic : ouvre les labos. Une autre commande s’ajoute : Ouvrir.bat imprimer 02
chcp 65001 >nul
pushd "%~dp0"
if not exist labo.py goto zip
set "PYTHON="
rem Essayer plutôt que chercher : le « python » que Windows met d’avance n’ouvre que sa boutique.
py -3 -c "" >nul 2>nul && set "PYTHON=py -3"
if not defined PYTHON python -c "" >nul 2>nul && set "PYTHON=python"
if not defined PYTHON goto absent
%PYTHON% labo.py %*
if errorlevel 1 goto lire
exit /b 0
:zip
echo Sortez d’abord la collection de son zip : clic droit, « Extraire tout », puis recommencez.
goto lire
:absent
echo Python manque. Installez-le depuis python.org (version 3.11 ou plus récente), puis recommencez.
:lire
pause
exit /b 1
