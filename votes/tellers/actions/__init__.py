"""Acts on paper ballots, one module a topic: sign the roll, read the slips twice, agree on them.

Once the vote is closed two people read every slip, each without seeing what the other read; where they differ each
looks at the paper again.
"""
