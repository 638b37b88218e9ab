"""Floor 6: the front door. The `huifang` command, the demonstration, and what each process is put together from."""
