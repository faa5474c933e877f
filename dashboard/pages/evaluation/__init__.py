"""/evaluation: how the handling of cases is judged, by unit and period."""
