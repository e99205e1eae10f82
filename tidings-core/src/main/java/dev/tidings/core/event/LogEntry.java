package dev.tidings.core.event;

/** An event and its position in the log. */
public record LogEntry(Position position, Event event) {}
