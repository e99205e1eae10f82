/**
 * {@code tidings.push.v1.Push} over gRPC, for gateways. push.proto describes the fields. Each event is encoded
 * once.
 */
@NullMarked
package dev.tidings.push.gateway.grpc;

import org.jspecify.annotations.NullMarked;
