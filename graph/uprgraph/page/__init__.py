"""The page that a network is drawn on: its template, style and script, and how its nodes are drawn."""
