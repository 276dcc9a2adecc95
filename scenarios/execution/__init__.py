"""Running it: plans, processes, a runner that stops and goes on."""
