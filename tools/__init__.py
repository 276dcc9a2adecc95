"""Small tools of the repository, run by hand; nothing imports them but their tests."""
