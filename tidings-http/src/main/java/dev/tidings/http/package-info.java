/**
 * What all edges share: every refusal is an RFC 9457 problem or a gRPC status with the same code, and internal failures
 * reveal nothing but their code.
 */
@NullMarked
package dev.tidings.http;

import org.jspecify.annotations.NullMarked;
