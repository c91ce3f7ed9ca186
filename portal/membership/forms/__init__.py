"""The shape of what people enter about consortia, by noun."""
