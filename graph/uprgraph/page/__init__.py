"""The page that a network is drawn on: its template, style and scripts, and how and where its nodes are drawn."""
