"""The site as it is built: its pages in a real Chromium, its files, and what runs under Pyodide."""
