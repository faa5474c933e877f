"""What people call the posts of the roster, kinds of absence, and what a deputy may sign."""

POSTS = {"officer": "值班员", "clearer": "审查人", "leader": "带班领导"}
ROLE_OF_POST = {"officer": "office", "clearer": "office", "leader": "leader"}
ABSENCES = {"leave": "休假", "travel": "外出", "delegation": "委托"}
AWAY = ("leave", "travel")  # whoever only delegates is there and hears as before
POWERS = {"acknowledge": "签收交办", "answer_order": "回复督办", "decide": "问责决定"}
