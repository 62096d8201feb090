"""What is known: documents, leaders and topics, and the way to find a sentence among them."""
