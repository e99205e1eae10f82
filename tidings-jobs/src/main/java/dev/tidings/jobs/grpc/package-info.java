/**
 * Runtimes over gRPC: the messages of the wire. Nothing is decided here.
 */
@NullMarked
package dev.tidings.jobs.grpc;

import org.jspecify.annotations.NullMarked;
