"""Who may do what to an application, and to a review of one."""
