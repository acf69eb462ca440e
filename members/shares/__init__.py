"""Shares: dated movements, numbered without gap, written once; balances and capital come from them."""
