"""`python -m byungjin`: the command line."""

from __future__ import annotations

from byungjin.command_line import main

main()
