"""The audit log as administrators read it: who looked at a number, took data out, or changed what others may do."""
