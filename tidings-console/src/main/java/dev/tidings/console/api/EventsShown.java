package dev.tidings.console.api;

import java.util.List;

/** Operational events. */
public record EventsShown(List<Event> events) {
    public record Event(String id, String kind, String subject, String message, String at) {}
}
