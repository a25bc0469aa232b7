"""What people feel, measured: each line against a floor of the same run. `python -m tests.bench [NAME…] [--full]`."""
