"""What people read: feedback pages, the class report, the terminal, the file of marks."""
