"""How pages reach a reader: the web server, who may ask, the log."""
