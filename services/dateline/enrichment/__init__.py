"""Articles in, annotations out: no Kafka, no clock, no network, no global state."""
