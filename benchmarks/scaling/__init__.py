"""How the batch job grows: rows a second and memory, from ten thousand reports to ten million, beside plainer ways."""
