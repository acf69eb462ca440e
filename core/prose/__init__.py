"""Members' words on a page: Markdown made safe, and the difference between two texts."""
