"""The booth and the box: one voice, one ballot, whatever the races, retries and crashes."""
