/**
 * Real database servers for tests, from Maven artifacts (Linux x86-64), also as root: nothing to install, no containers.
 *
 * <p>{@code PostgresServer.shared()}, {@code KafkaServer.shared()} and others start once per JVM, on first use. They
 * do not fsync, which suffices for contract suites. A test that stops, kills or measures a server starts its own with {@link
 * dev.tidings.testkit.server.ServerOptions#durable()} and closes it. Each test uses its own database:
 *
 * <pre>{@code
 * try (DatabaseServer server = PostgresServer.start(ServerOptions.durable())) {
 *     String url = server.createDatabase(); // jdbc:postgresql://localhost:5433/test_1?user=postgres
 *     server.stop(); // an outage: data and port stay
 *     server.start();
 * }
 * }</pre>
 *
 * Invariants: a server listens on loopback only; {@code stop} and {@code start} keep data folder and port; {@code close}
 * removes the folder; the output of a server is in a file in its folder, which errors name.
 */
@NullMarked
package dev.tidings.testkit.server;

import org.jspecify.annotations.NullMarked;
