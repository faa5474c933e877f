"""The guided paths of the demo: one stop after the other, and how far the replay is."""
