/**
 * What all edges share: every refusal is an RFC 9457 problem or a gRPC status with the same code, and nothing that goes
 * wrong inside shows more than its code outside.
 */
@NullMarked
package dev.tidings.http;

import org.jspecify.annotations.NullMarked;
