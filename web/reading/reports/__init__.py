"""Questions that the reports ask: sums over the rolled-up figures, never over the ledger itself."""
