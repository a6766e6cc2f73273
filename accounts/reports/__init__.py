"""What keys were used for in a month: on a page, as a table, and once by mail."""
