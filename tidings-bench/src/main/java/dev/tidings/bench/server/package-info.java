/** Workloads of the real server: {@code ./tidings serve} in its own process, as users run it. */
@NullMarked
package dev.tidings.bench.server;

import org.jspecify.annotations.NullMarked;
