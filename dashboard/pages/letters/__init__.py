"""未送达: notices that were given up, why, and the button to send one again."""
