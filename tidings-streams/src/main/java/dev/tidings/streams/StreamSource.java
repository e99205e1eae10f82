package dev.tidings.streams;

/**
 * Identifies a stream in metrics, logs and the store.
 *
 * @param label the metrics label
 * @param name the name in logs, such as {@code stream tidings:intents}
 * @param tenant the tenant whose quarantine takes undecodable entries
 * @param source the source of quarantined entries, such as {@code redis:tidings:intents}
 */
public record StreamSource(String label, String name, String tenant, String source) {}
