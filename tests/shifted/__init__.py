"""The whole suite at another moment: `PYTHONPATH=tests/shifted SHIFTED_SECONDS=86400 python -m pytest` runs it
tomorrow.

Python loads `sitecustomize` from there in every process, in those that tests start too; what the system itself dates,
such as files and certificates, keeps today's date.
"""
