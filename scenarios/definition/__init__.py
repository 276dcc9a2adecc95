"""What to run: scenario files, designs of sweeps, parameter sets, and what is expected of each."""
