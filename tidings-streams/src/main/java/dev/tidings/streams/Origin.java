package dev.tidings.streams;

/**
 * What is read, as people and the store know it.
 *
 * @param label of its metrics
 * @param name for people, such as {@code stream tidings:intents}
 * @param tenant whose quarantine takes what is poison
 * @param source where quarantined entries come from, such as {@code redis:tidings:intents}
 */
public record Origin(String label, String name, String tenant, String source) {}
