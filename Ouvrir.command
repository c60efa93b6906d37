#!/bin/sh
# Double-clic (macOS ; Ouvrir.desktop sous Linux) : ouvre les labos. Une autre commande s’ajoute : ./Ouvrir.command imprimer 02
lire() {
  printf '%s\n' "$1"
  [ -t 0 ] && { printf 'Entrée pour fermer. '; read -r _; }
  exit 1
}
cd "$(dirname "$0")" || exit 1
[ -e labo.py ] || lire 'Sortez d’abord la collection de son zip, puis recommencez.'
# Le plus récent d’abord : celui de macOS, ou d’une vieille machine, peut ne pas convenir.
for python in python3.14 python3.13 python3.12 python3.11 python3; do
  "$python" -c '' 2>/dev/null || continue
  "$python" labo.py "$@" || lire ''
  exit 0
done
lire 'Python manque. Installez-le depuis python.org (version 3.11 ou plus récente), puis recommencez.'
