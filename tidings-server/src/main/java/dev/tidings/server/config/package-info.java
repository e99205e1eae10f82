/**
 * The configuration: one YAML file and environment variables, read into one record per section.
 *
 * <p>Invariants: a {@link Configuration} is valid as a whole; all errors are reported together; an unknown setting is an
 * error; every effective value has an origin. Defaults are defined in the records only.
 */
@NullMarked
package dev.tidings.server.config;

import org.jspecify.annotations.NullMarked;
