"""The chat page's own endpoints: its files, the live picture of every phone, what people do on them."""
