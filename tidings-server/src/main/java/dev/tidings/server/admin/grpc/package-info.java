/**
 * The operators' gRPC services: messages over the operations of the admin package.
 */
@NullMarked
package dev.tidings.server.admin.grpc;

import org.jspecify.annotations.NullMarked;
