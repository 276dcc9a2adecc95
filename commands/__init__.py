"""The commands, one module each; `byungjin/command_line.py` imports the one that is used."""
