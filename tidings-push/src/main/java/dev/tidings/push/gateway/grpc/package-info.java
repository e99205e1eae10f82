/**
 * {@code tidings.push.v1.Push} over gRPC, for gateways. The wire's fields stand in push.proto; a message is built once an
 * event.
 */
@NullMarked
package dev.tidings.push.gateway.grpc;

import org.jspecify.annotations.NullMarked;
