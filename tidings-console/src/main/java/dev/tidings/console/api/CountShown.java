package dev.tidings.console.api;

import org.jspecify.annotations.Nullable;

/** A bulk run that only counted. */
public record CountShown(@Nullable Integer matched) {}
