"""Sheets: what a page shows as a table, taken out of the house as XLSX or CSV, or printed. Each taking is audited."""
