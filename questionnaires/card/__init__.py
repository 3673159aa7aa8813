"""The answer: the result card, the playbook and the messages to copy, chosen for one client. Pure."""
