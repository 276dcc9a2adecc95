"""What the accounts say: who paid whom, what became of what was made, what was short."""
