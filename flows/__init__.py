"""What Prefect runs: the steps of ``etl`` as flows. Thin: nothing here decides about a report.

``environment`` must prepare before Prefect is imported; ``office``, ``processes``, ``workers`` and ``writers`` do not import it.
"""
