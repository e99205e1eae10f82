package dev.tidings.console.page;

import org.jspecify.annotations.Nullable;

/**
 * @param next the page to show after the sign-in
 * @param error why the last attempt failed; null before one
 */
public record SignInView(String next, @Nullable String error) {}
