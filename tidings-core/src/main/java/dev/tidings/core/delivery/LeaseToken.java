package dev.tidings.core.delivery;

/** Fences a claim: fresh for each, so that who holds an old one changes nothing. */
public record LeaseToken(String value) {}
