"""The files of a state's consortia and of their members."""
