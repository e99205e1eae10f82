/**
 * The configuration: one YAML file and environment overrides, read into a record a section.
 *
 * <p>Invariants: a {@link Configuration} is valid as a whole, all errors of a file are told at once, a key that nobody
 * reads is an error, and every effective value knows where it came from. Defaults stand in the records and nowhere else.
 */
@NullMarked
package dev.tidings.server.config;

import org.jspecify.annotations.NullMarked;
