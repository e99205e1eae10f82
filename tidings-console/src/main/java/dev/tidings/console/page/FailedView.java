package dev.tidings.console.page;

/** What went wrong. */
public record FailedView(int status, String message) {}
