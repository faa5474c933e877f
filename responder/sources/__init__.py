"""What the administrators hear of sources (信源): changes of their health, gathered and folded."""
