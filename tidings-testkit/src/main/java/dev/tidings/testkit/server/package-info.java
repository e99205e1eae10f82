/**
 * Real database servers for tests, from Maven artifacts (Linux x86-64), also as root: nothing to install, no containers.
 *
 * <p>{@code PostgresServer.shared()}, {@code KafkaServer.shared()} and the like start once a JVM, on first use, and end with it. They
 * do not fsync, which is right for contract suites. A test that stops, kills or measures starts its own with {@link
 * dev.tidings.testkit.server.ServerOptions#durable()} and closes it. Each test takes a database of its own:
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
 * removes the folder; what a server prints goes to a file in its folder, which errors name.
 */
@NullMarked
package dev.tidings.testkit.server;

import org.jspecify.annotations.NullMarked;
