"""Files to trust: one door to the disk, locks, digests, second copies, strangers' files."""
