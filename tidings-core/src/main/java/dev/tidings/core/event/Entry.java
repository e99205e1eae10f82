package dev.tidings.core.event;

/** An event and where it stands. */
public record Entry(Position position, Event event) {}
