"""Charts as pure functions from tables to figure dictionaries."""
