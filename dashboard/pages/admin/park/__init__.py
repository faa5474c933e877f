"""园区与关注词: what belongs to the park, and how that is changed."""
