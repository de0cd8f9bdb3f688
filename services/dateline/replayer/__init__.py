"""Puts articles on Kafka, and reads topics back."""
