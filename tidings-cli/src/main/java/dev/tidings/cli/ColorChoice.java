package dev.tidings.cli;

/** When colors are used. */
enum ColorChoice {
    /** On a terminal, unless NO_COLOR is set. */
    AUTO,
    ALWAYS,
    NEVER
}
