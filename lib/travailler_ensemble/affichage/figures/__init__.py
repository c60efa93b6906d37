"""Les figures : une par fichier, chacune avec les mêmes nombres en table."""
