/**
 * Tidings in a Spring Boot application: the client, the outbox and its relay as beans that settings under {@code tidings}
 * describe.
 *
 * <p>Invariants: a bean of the application's own takes the place of any bean here; what health, metrics, the actuator and
 * tracing need is optional; an intent is published in a running transaction or refused.
 */
@NullMarked
package dev.tidings.spring;

import org.jspecify.annotations.NullMarked;
