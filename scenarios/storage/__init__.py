"""Where runs are kept and how they are read: tables, parts, status, questions in SQL."""
