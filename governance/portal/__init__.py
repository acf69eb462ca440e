"""The portal: what anyone may read, without an account, live."""
