"""`python -m huifang` is the `huifang` command."""

from huifang.cli import main

main()
