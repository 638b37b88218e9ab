"""The judgement: facts in, grounds and a verdict out, and what a refusal leaves behind."""
