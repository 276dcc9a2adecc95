"""Looking: pages and charts over stored runs. Reads the store, never the model."""
