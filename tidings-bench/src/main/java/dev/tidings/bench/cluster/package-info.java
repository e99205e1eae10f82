/**
 * Compares Tidings on PostgreSQL with other job systems: on one server, in one run, in alternating rounds, each with its best
 * settings. Peers that need Node.js are skipped, and reported, if it is missing.
 */
@NullMarked
package dev.tidings.bench.cluster;

import org.jspecify.annotations.NullMarked;
