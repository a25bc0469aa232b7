"""Taking the files of others in: the sheet of a merge, what earlier ones brought, and the conflicts to decide."""
