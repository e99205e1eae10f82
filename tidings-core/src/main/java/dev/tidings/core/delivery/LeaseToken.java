package dev.tidings.core.delivery;

/** A fencing token, new for each claim: updates with an older token change nothing. */
public record LeaseToken(String value) {}
