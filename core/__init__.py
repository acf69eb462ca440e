"""What every floor above stands on: the journal, the outbox, and the way to say no."""
