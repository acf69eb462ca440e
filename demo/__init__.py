"""Les Lisières: a fictional company, one year of its decisions, told so that it ends today; its cast and its mailbox."""
