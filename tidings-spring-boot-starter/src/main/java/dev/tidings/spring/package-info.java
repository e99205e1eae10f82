/**
 * Auto-configures Tidings in a Spring Boot application: the client, the outbox and its relay as beans, configured under
 * {@code tidings}.
 *
 * <p>Invariants: a bean of the application replaces the one here; health, metrics, actuator and tracing are optional;
 * an intent is published in a running transaction or refused.
 */
@NullMarked
package dev.tidings.spring;

import org.jspecify.annotations.NullMarked;
