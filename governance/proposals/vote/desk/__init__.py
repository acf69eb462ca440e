"""The pages where a vote is prepared, tried out, led and read: how it will be counted, its result, why somebody may not vote."""
