"""The supervisor's lists: what is read every day, each as a table, a file or a print. One file for each list."""
