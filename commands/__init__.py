"""The commands, one module each; `byungjin.py` imports the one that is used."""
