"""The site map, a file a room: addresses, what is done there, and the permission that it asks."""
