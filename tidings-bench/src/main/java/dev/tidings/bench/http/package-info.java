/**
 * A load client and a sink with minimal overhead, so that the server in between is what is measured: plain HTTP/1.1 over
 * keep-alive connections, one selector thread each, without libraries.
 */
@NullMarked
package dev.tidings.bench.http;

import org.jspecify.annotations.NullMarked;
