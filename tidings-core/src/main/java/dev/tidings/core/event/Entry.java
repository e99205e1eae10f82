package dev.tidings.core.event;

/** An event and its position in the log. */
public record Entry(Position position, Event event) {}
