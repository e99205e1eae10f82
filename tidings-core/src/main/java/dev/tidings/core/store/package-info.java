/**
 * The ports to durable storage, split by verb. Every port is synchronous and takes batches: the caller decides on
 * threads. Implementations pass the contract suite of tidings-testkit.
 */
@NullMarked
package dev.tidings.core.store;

import org.jspecify.annotations.NullMarked;
