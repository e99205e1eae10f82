/** Workloads on the real server: {@code ./tidings serve} as its own process, as a user starts it. */
@NullMarked
package dev.tidings.bench.server;

import org.jspecify.annotations.NullMarked;
