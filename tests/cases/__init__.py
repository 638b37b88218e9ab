"""Cases with known answers, judged by the product's own rules: `python -m tests.cases hours FILE`."""
