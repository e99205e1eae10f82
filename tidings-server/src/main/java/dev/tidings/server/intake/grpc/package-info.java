/** Intents over gRPC, with the same rules, receipts and problems as over REST. */
@NullMarked
package dev.tidings.server.intake.grpc;

import org.jspecify.annotations.NullMarked;
