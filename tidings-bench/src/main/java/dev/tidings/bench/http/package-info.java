/**
 * A load client and a sink that cost as little as they can, so that what is measured is what lies between them: plain
 * HTTP/1.1 over keep-alive connections, one selector thread each, no library.
 */
@NullMarked
package dev.tidings.bench.http;

import org.jspecify.annotations.NullMarked;
