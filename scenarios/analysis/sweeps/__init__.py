"""What a sweep says: plain functions from stored results to tables and small frozen records.

Nothing here prints or draws; `commands.analyse` and the dashboards show what these give.
"""
