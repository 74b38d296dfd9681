"""What people do with customers: notes, tasks, meetings, calls and e-mails, each about any record.

Reminders and telling people are left to other parts; these records only say what is planned and what took place.
"""
