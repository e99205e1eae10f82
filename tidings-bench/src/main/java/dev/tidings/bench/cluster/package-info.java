/**
 * Tidings on PostgreSQL beside other job systems: everything on one server, in one run, in turn, each at its best settings.
 * What Node is needed for is left out, and named, where it is not there.
 */
@NullMarked
package dev.tidings.bench.cluster;

import org.jspecify.annotations.NullMarked;
