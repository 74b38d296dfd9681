"""Import of tables (CSV, XLSX): reading, mapping columns to fields, finding what exists, writing in batches, reporting.

An import is a row (`models.Import`) that a job works off batch by batch; progress and records are committed together,
so a job that is killed goes on where it stopped.  All it writes is one operation, and undoing that takes it back.
"""
