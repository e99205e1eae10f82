/**
 * The durable unit that is retried: its states, the one table of legal transitions, its attempts and the leases
 * under which it is tried. docs/state-machine.md is the same in prose.
 */
@NullMarked
package dev.tidings.core.delivery;

import org.jspecify.annotations.NullMarked;
