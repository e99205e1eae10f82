/**
 * Long results that are streamed: read part by part at the pace of the client, as JSON lines or CSV over REST and as a
 * stream of messages over gRPC.
 */
@NullMarked
package dev.tidings.http.export;

import org.jspecify.annotations.NullMarked;
