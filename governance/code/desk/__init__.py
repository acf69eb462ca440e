"""The desk of the code social: the pages where drafts are started, written, read again, and thrown away."""
