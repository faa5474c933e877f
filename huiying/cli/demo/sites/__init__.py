"""The sites of the town: one file each, with `answer(scene, path)` for the paths below its own."""
