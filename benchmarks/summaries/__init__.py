"""How long a summary takes: a district's year and a province's two million cases, beside the same tables in pandas."""
