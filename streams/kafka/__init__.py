"""Kafka as it is found, and Kafka started by ourselves: connecting, topics, rights, and the embedded broker."""
