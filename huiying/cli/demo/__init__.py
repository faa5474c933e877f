"""The made-up town of `huiying demo`: real HTTP on loopback, invented people, firms and happenings."""
