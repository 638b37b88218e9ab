"""Checks: what `huifang doctor` looks at. Each says nothing, or what is wrong and what is to be done about it."""
